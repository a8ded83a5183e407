def f(a, /, b, *, c): return a, b, c
def g(a, b=2, /, **k): return a, b, k
def h(*, a, b=1): return a, b
print(f(1, 2, c=3), f(1, b=2, c=3), g(1, a=5, b=6), h(a=1), h(**{"b": 2, "a": 3}))
for e in ("f(1, 2, 3)", "f(a=1, b=2, c=3)", "f(1, c=3)", "f(1, 2)", "g()", "h(1)", "h()", "h(a=1, z=2)", "f(1, 2, c=3, d=4)", "g(1, 2, 3)", "f(b=1, c=2)", "f(1, 2, b=3, c=4)"):
    try: print(eval(e))
    except TypeError as x: print(e, "->", x)
class C:
    def m(self, a, /, *, k=1): return a, k
    def __init__(self, /, **kw): self.kw = kw
print(C(self=1).kw, C().m(2, k=3))
for e in ("C().m()", "C().m(a=1)", "C(1)", "C.m(1)", "C().m(1, 2, 3)"):
    try: print(eval(e))
    except TypeError as x: print(e, "->", x)
