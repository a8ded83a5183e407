# Code, defaults and globals of a function change while a hot loop calls it.
def add(a, b=1):
    return a + b

def other(a, b=1):
    return a * 2 + b

def f(n):
    t = 0
    for i in range(n):
        t += add(i)
        if i == 3000:
            add.__defaults__ = (100,)
        if i == 5000:
            add.__code__ = other.__code__
        if i == 7000:
            add.__defaults__ = (-5,)
    return t

print(f(9000))

def kw(a, *, k=1):
    return a + k

def g(n):
    t = 0
    for i in range(n):
        t += kw(i)
        if i == 4000:
            kw.__kwdefaults__["k"] = 50
        if i == 6000:
            kw.__kwdefaults__ = None
            try:
                kw(1)
            except TypeError as e:
                print(e)
            kw.__kwdefaults__ = {"k": 0}
    return t

print(g(8000))
