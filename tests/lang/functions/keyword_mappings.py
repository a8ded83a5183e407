# ** of mappings that show a key twice; builtin constructors without keyword arguments.
class Twice:
    def __init__(self, items): self.all = items
    def keys(self): return [k for k, v in self.all]
    def __getitem__(self, key): return dict(self.all)[key]

def f(x=0, *args, **kw): return x, args, kw
print(f(**Twice([("a", 1), ("x", 2)])))
for call in (lambda: f(**Twice([("x", 1), ("x", 2)])), lambda: f(a=3, **Twice([("a", 1)])), lambda: tuple(sequence=()), lambda: bool(x=1),
             lambda: list(sequence=()), lambda: chr(10**30), lambda: chr(-1)):
    try:
        print(call())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)

class T(tuple):
    def __new__(cls, *args, extra): return super().__new__(cls, args)
    def __init__(self, *args, extra): self.extra = extra
print(T(1, 2, extra=3), T(1, extra=2).extra)

def g(): yield
def h(): pass
import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    h.__code__ = g.__code__
print(w[0].category.__name__, w[0].message)
