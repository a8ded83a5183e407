class A:
    x = 1
    def __init__(self): self.y = 2
a = A()
print(getattr(a, "x"), getattr(a, "z", "d"), hasattr(a, "y"), hasattr(a, "q"), vars(a)); setattr(a, "z", 3); print(a.z, sorted(vars(a))); delattr(a, "z"); print(hasattr(a, "z"))
for e in ("getattr(a, 'q')", "getattr(a, 5)", "setattr(a, 5, 1)", "delattr(a, 'q')", "hasattr(a, 5)", "vars(5)", "getattr()", "setattr(a, 'x')", "delattr(A, 'zz')", "setattr(5, 'x', 1)", "setattr(int, 'x', 1)", "A.nope", "len.x", "None.x", "a.x.y.z"):
    try: print(eval(e))
    except Exception as x: print(e, type(x).__name__, x)
print([n for n in dir(a) if not n.startswith("__")], "x" in dir(A), "append" in dir([]), [n for n in dir(type("E", (), {"k": 1})) if not n.startswith("__")])
class D:
    def __dir__(self): return ["b", "a"]
print(dir(D()), "D" in dir())
def f():
    loc = 1
    return dir(), sorted(locals())
print(f(), vars() is globals(), vars(A)["x"])
class P:
    @property
    def bad(self): raise ValueError("prop")
    @property
    def miss(self): raise AttributeError("inner miss")
try: hasattr(P(), "bad")
except ValueError as e: print(e)
print(hasattr(P(), "miss"), getattr(P(), "miss", "dflt"))
