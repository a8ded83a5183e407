class C:
    total = 0
    names = {}
    def hit(self): C.total += 1; self.total_seen = C.total
    @classmethod
    def reset(cls): cls.total = 0
def f(n):
    c = C(); mx = 0
    for i in range(n):
        c.hit()
        mx = max(mx, C.total)
        if i % 1000 == 999: C.reset()
        if i == 2500: c.total = -1
    return C.total, mx, c.total, c.total_seen
print(f(5000))
class D(C): pass
for i in range(3000):
    D.total += 1
print(D.total, C.total, "total" in vars(D))
