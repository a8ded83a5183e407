class Shape:
    def area(self): raise NotImplementedError
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s * self.s
class Re(Shape):
    def __init__(self, w, h): self.w, self.h = w, h
    def area(self): return self.w * self.h
class Ci(Shape):
    pi = 3
    def __init__(self, r): self.r = r
    @property
    def area2(self): return self.pi * self.r ** 2
    def area(self): return self.area2
class Du:
    def __getattr__(self, name):
        if name == "area":
            return lambda: 5
        raise AttributeError(name)

def f(n):
    shapes = [Sq(2), Re(2, 3), Ci(2), Du(), Sq(2.5)]
    t = 0
    for i in range(n):
        t += shapes[i % (1 + i * 5 // n)].area()
    return t

print(f(10000))

def apply(fn, n):
    t = 0
    for i in range(n):
        t += fn(i)
    return t

class Callable:
    def __call__(self, x): return x + 1

for fn in (abs, lambda x: -x, Callable(), int, float, bool, Sq(3).s.__add__, [7].__len__ and (lambda x: 7)):
    print(apply(fn, 2500))
