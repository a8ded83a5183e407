class A:
    def __init__(self, v): self.v = v
    def f(self, x): return self.v + x
class B(A):
    def __init__(self, v): super().__init__(v); self.w = v * 2
    def f(self, x): return super().f(x) * 2 - self.w
class C(B):
    def f(self, x): return super().f(x) + 1
t = 0
for i in range(3000):
    for k in (A, B, C): t += k(i).f(i)
print(t)
def late(n):
    o, t = C(5), 0
    for i in range(n):
        t += o.f(i)
        if i == 1500: C.__bases__ = (A,)
    return t
print(late(3000))
