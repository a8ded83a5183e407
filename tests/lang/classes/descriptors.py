class Data:
    def __set_name__(self, o, n): self.n = n; print("set_name", o.__name__, n)
    def __get__(self, o, t): return self if o is None else ("get", o.__dict__.get(self.n))
    def __set__(self, o, v): print("set", v); o.__dict__[self.n] = v
    def __delete__(self, o): print("delete"); del o.__dict__[self.n]
class NonData:
    def __get__(self, o, t): return ("nd", o is None, t.__name__)
class C:
    d = Data(); n = NonData()
c = C(); c.d = 5; print(c.d, c.n, C.n, type(C.d).__name__); del c.d; print(c.d)
c.n = "inst"; print(c.n); c.__dict__["d"] = "raw"; print(c.d)
class P:
    def __init__(self): self._v = 1
    @property
    def v(self): "docv"; return self._v
    @v.setter
    def v(self, x): self._v = x
    @v.deleter
    def v(self): print("deleted"); del self._v
    ro = property(lambda s: "ro")
    wo = property(None, lambda s, v: print("wo", v))
p = P(); p.v = 10; print(p.v, P.v.__doc__, p.ro, isinstance(P.v, property)); del p.v
p.wo = 3
for code in ("p.ro = 1", "del p.ro", "p.wo", "p.v", "P.ro.fget(1) and p.missing", "del p.missing", "p.__dict__ = 5", "del p.__class__"):
    try: print(exec(code))
    except Exception as e: print(code, type(e).__name__, e)
class OnlySet:
    def __set__(self, o, v): print("only set", v)
class OnlyDel:
    def __delete__(self, o): print("only del")
class Q: s = OnlySet(); d = OnlyDel()
q = Q(); q.s = 1; print(type(q.s).__name__)
try: q.d = 1
except AttributeError as e: print(e)
del q.d
try: del q.s
except AttributeError as e: print(e)
class Err:
    def __get__(self, o, t): raise AttributeError("inner")
class G:
    e = Err()
    def __getattr__(self, n): return "fallback " + n
print(G().e, G().other)
class F:
    def m(self): return 1
f = F(); m = f.m
print(m.__self__ is f, m.__func__ is F.m, f.m == f.m, f.m is f.m, F.m(f), m.__name__, F.__dict__["m"].__get__(f)() , type(F.__dict__["m"]).__name__)
print(classmethod(lambda c: c).__get__(None, F)().__name__, staticmethod(lambda: 3)(), (5).__add__(2), str.upper("a"), int.__dict__["real"].__get__(5))
class Late: pass
Late.x = Data.__new__(Data)
try: Late().x
except AttributeError as e: print(e)
