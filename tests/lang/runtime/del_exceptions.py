# An exception in __del__ is reported and swallowed.
import sys
seen = []
sys.unraisablehook = lambda u: seen.append((u.exc_type.__name__, str(u.exc_value)))
class D:
    def __del__(self): raise ValueError("in del")
d = D(); del d; print(seen)
def g():
    try: yield
    finally: raise KeyError("gen close")
x = g(); next(x); del x; print(seen[-1])
class Bad:
    def __del__(self): 1 / 0
l = [Bad() for _ in range(2)]; l.clear(); print(len(seen), seen[-1][0])
import weakref
class O: pass
o = O(); r = weakref.ref(o, lambda _: 1 / 0); del o; print(len(seen))
try: raise TypeError("outer")
except TypeError as e:
    d = D(); del d; print(type(sys.exception()).__name__)
