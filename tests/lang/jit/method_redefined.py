class A:
    def m(self, x):
        return x

class B(A):
    pass

def f(n):
    b = B()
    t = 0
    for i in range(n):
        t += b.m(i)
        if i == 4000:
            A.m = lambda self, x: 2 * x
        elif i == 6000:
            B.m = lambda self, x: 1
        elif i == 7000:
            del B.m
        elif i == 8000:
            b.m = lambda x: 1000
        elif i == 9000:
            del b.m
            b.__class__ = C
    return t

class C(B):
    def m(self, x):
        return -1

print(f(10000))

class Op:
    def __init__(self, v):
        self.v = v
    def __add__(self, o):
        return Op(self.v + o.v)

def g(n):
    x, one = Op(0), Op(1)
    for i in range(n):
        x = x + one
        if i == n // 2:
            Op.__add__ = lambda s, o: Op(s.v + 10 * o.v)
    return x.v

print(g(8000))
