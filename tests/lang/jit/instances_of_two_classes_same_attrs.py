class A:
    def __init__(self, x): self.x = x; self.y = 1
class B:
    def __init__(self, x): self.y = 2; self.x = x
class S:
    __slots__ = "x", "y"
    def __init__(self, x): self.x, self.y = x, 3
os = [A(1), B(2), A(3.5), S(4), B(10**20)]
def f(n):
    t = 0
    for i in range(n):
        o = os[i % 5]
        t += o.x * o.y
        o.x, o.y = o.x, o.y
    return t
print(f(7000))
