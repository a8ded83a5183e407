class S:
    __slots__ = ("a", "b")
s = S(); s.a = 1; print(s.a, S.__slots__, hasattr(s, "__dict__"), type(S.a).__name__)
for c in ("s.b", "s.c = 1", "s.c", "del s.b", "s.__dict__", "S.a.__get__(5)"):
    try: exec(c)
    except Exception as e: print(c, type(e).__name__, e)
del s.a
try: s.a
except AttributeError as e: print(e)
class T(S): pass
t = T(); t.z = 1; t.a = 2; print(t.__dict__, t.a)
class U(S): __slots__ = ("c",)
u = U(); u.a = u.b = u.c = 0; print(u.a, u.c)
class D: __slots__ = ("__dict__", "x")
d = D(); d.x = 1; d.y = 2; print(d.__dict__)
class One: __slots__ = "single"
o = One(); o.single = 5; print(o.single)
def bad(code):
    try: exec(code)
    except Exception as e: print(type(e).__name__, e)
bad("class X:\n __slots__ = ('a',)\n a = 1")
bad("class X:\n __slots__ = ('1a',)")
bad("class X:\n __slots__ = (5,)")
bad("class X(int):\n __slots__ = ('a',)")
bad("class A: __slots__ = ('a',)\nclass B: __slots__ = ('b',)\nclass C(A, B): pass")
class Priv:
    __slots__ = ("__p",)
    def __init__(self): self.__p = 3
    def get(self): return self.__p
p = Priv(); print(p.get(), p._Priv__p)
import weakref
class W: __slots__ = ("__weakref__",)
w = W(); r = weakref.ref(w); print(r() is w)
try: weakref.ref(S())
except TypeError as e: print(e)
class E: __slots__ = ()
try: E().q = 1
except AttributeError as e: print(e)
class Doc: __slots__ = {"a": "doc of a"}
print(Doc.a.__doc__)
s1, s2 = S(), S(); s1.a, s2.a = 1, 2
s1.a, s2.a = s2.a, s1.a; print(s1.a, s2.a)
