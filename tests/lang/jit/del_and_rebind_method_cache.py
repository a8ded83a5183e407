class A:
    def f(self): return 1
class B(A): pass
b = B(); t = 0
for i in range(9000):
    t += b.f()
    if i == 3000: B.f = lambda s: 10
    if i == 5000: del B.f
    if i == 6000: A.f = property(lambda s: (lambda: 100))
    if i == 7000: b.__dict__["f"] = lambda: 5
    if i == 8000: A.f = lambda s: 7
print(t)
