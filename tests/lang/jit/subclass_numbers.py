class I(int):
    def __add__(self, o): return I(int(self) + int(o) + 1)
    __radd__ = __add__
class F(float):
    def __mul__(self, o): return 42.0
class S(str):
    def __len__(self): return 99
class L(list):
    def __getitem__(self, i): return 7

def add(a, b, n):
    for _ in range(n):
        a = a + b
    return a
print(add(0, 1, 3000), add(I(0), 1, 3000), add(0, I(1), 3000), type(add(0, I(1), 3)).__name__)

def mul(a, b, n):
    t = 0
    for i in range(n):
        t += a * b
    return t
print(mul(2.0, 3.0, 2000), mul(F(2), 3.0, 2000), mul(3.0, F(2), 2000))

def lens(xs, n):
    t = 0
    for i in range(n):
        t += len(xs[i % len(xs)])
    return t
print(lens(["ab", S("ab")], 4000))

def idx(xs, n):
    t = 0
    for i in range(n):
        t += xs[i % 2]
    return t
print(idx([1, 2], 3000), idx(L([1, 2]), 3000), idx((1, 2), 3000))
