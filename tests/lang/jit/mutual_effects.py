# A callee changes what the loop holds in hand.
class Box:
    def __init__(self): self.v = 0; self.items = [1, 2, 3]

def poke(b, i):
    if i % 1000 == 0:
        b.v = -i
    if i == 2500:
        b.items = [100]
    if i == 3500:
        b.items.append(5)

def f(n):
    b = Box()
    t = 0
    for i in range(n):
        b.v += 1
        poke(b, i)
        t += b.v + len(b.items) + b.items[0]
    return t

print(f(5000))

class Evil:
    def __init__(self, xs): self.xs = xs
    def __eq__(self, o):
        if len(self.xs) > 3: self.xs.pop()
        return False
    def __hash__(self): return 1

def g():
    xs = list(range(3000))
    e = Evil(xs)
    n = 0
    while len(xs) > 3:
        e == n
        n += 1
    return n, xs

print(g())

class Idx:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
    def __add__(self, o): return self.v + o
    __radd__ = __add__

def h(n):
    xs = [3, 4, 5]
    i0 = Idx(1)
    t = 0
    for i in range(n):
        t += xs[i0] + i0 + (2 + i0)
        if i == n // 2: i0.v = 2
    return t

print(h(4000))
