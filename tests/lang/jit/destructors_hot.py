# Objects die on time in hot code, also when an exit is taken.
class D:
    dead = 0
    def __init__(self, i): self.i = i
    def __del__(self):
        D.dead += 1
        order.append(self.i)

order = []

def f(n):
    live_at_end = []
    for i in range(n):
        d = D(i)
        live_at_end.append(D.dead)
    return live_at_end

r = f(3000)
print(r[:4], r[-1], D.dead, order[:5], order[-1])

order.clear()
def g(n):
    box = [None] * 4
    for i in range(n):
        box[i % 4] = D(i)
        if i == n - 1:
            return len(order)

print(g(3000), len(order), order[-4:])

order.clear()
def h(n):
    for i in range(n):
        x = D(i)
        if i == 2500:
            raise RuntimeError("stop")

try:
    h(4000)
except RuntimeError as e:
    print(len(order), order[-1])
print(len(order), order[-1])

order.clear()
def k(n):
    for i in range(n):
        (D(i).i, D(-i).i)
    return order[-2:]

print(k(2000))
