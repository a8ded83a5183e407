class Base:
    subs = []
    def __init_subclass__(cls, /, tag=None, **k):
        super().__init_subclass__(**k); Base.subs.append((cls.__name__, tag))
    def __class_getitem__(cls, k): return f"{cls.__name__}[{k!r}]"
class A(Base, tag="t"): pass
class B(A): pass
print(Base.subs, A[int], B["x"], Base[1, 2])
try:
    class C(Base, bogus=1): pass
except TypeError as e: print(e)
class N:
    def __set_name__(self, o, n): print("named", n); self.n = n
class O: a = N(); b = N()
class BadSN:
    def __set_name__(self, o, n): raise ValueError("sn")
try:
    class X: q = BadSN()
except ValueError as e: print(e, e.__notes__)
class G:
    def __getattr__(self, n):
        if n == "boom": raise AttributeError("custom")
        return f"ga:{n}"
    def __setattr__(self, n, v): print("sa", n, v); object.__setattr__(self, n, v)
    def __delattr__(self, n): print("da", n); super().__delattr__(n)
    def __dir__(self): return ["z", "a"]
g = G(); g.x = 1; print(g.x, g.y, hasattr(g, "boom"), getattr(g, "boom", "def"), dir(g)); del g.x; print(g.x)
class GA:
    v = 1
    def __getattribute__(self, n):
        if n == "magic": return "m"
        if n == "hide": raise AttributeError(n)
        return object.__getattribute__(self, n)
    def __getattr__(self, n): return "fb:" + n
a = GA(); print(a.magic, a.hide, a.v, a.nope)
class New:
    def __new__(cls, *a): print("new", a); o = super().__new__(cls); return o
    def __init__(self, *a): print("init", a)
New(1)
class Other:
    def __new__(cls): return 5
    def __init__(self): print("not called")
print(Other())
class NoNew:
    def __init__(self): return 5
try: NoNew()
except TypeError as e: print(e)
class Call:
    def __call__(self, *a, **k): return a, k
c = Call(); print(c(1, x=2), callable(c)); c.__call__ = lambda: "inst"; print(c())
class Hash:
    def __eq__(self, o): return True
try: hash(Hash())
except TypeError as e: print(e)
class HashSub(Hash): __hash__ = object.__hash__
print(isinstance(hash(HashSub()), int))
class BH:
    def __hash__(self): return "x"
try: hash(BH())
except TypeError as e: print(e)
class BigH:
    def __hash__(self): return 2**200 + 5
print(hash(BigH()) == hash(2**200 + 5))
class Mangle:
    __priv = 1
    def __m(self): return self.__priv
    def get(self): return self.__m(), [k for k in dir(self) if "riv" in k]
print(Mangle().get())
print(object().__eq__(1), object().__ne__(1), (lambda o: o.__eq__(o))(object()), object.__repr__(5)[:7], type("X", (), {"__doc__": "d"}).__doc__)
