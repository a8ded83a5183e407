class Meta(type):
    def __prepare__(name, bases, **k):
        print("prepare", name, k); return {"pre": 1}
    def __new__(m, name, bases, ns, **k):
        print("new", name, sorted(x for x in ns if not x.startswith("__")), k); return super().__new__(m, name, bases, ns)
    def __init__(c, name, bases, ns, **k):
        print("init", name); super().__init__(name, bases, ns)
    def __call__(c, *a):
        print("call", c.__name__, a); return super().__call__(*a)
    def __getattr__(c, n): return f"meta:{n}"
    def __len__(c): return 77
    def __iter__(c): return iter("xyz")
    def __contains__(c, x): return x == 1
    def __getitem__(c, k): return ("meta", k)
    def __instancecheck__(c, o): return o == "yes"
    def __subclasscheck__(c, o): return o is int
    def __repr__(c): return f"<M {c.__name__}>"
    def __add__(c, o): return "added"
    @property
    def prop(c): return c.__name__ + "!"
class K(metaclass=Meta, opt=1):
    y = 2
    def __init__(self, *a): print("K init", a)
k = K(5)
print(K.zzz, len(K), list(K), 1 in K, K["a"], isinstance("yes", K), issubclass(int, K), K, K + 1, K.prop, K.pre, type(K))
try: k.zzz
except AttributeError as e: print(e)
class Sub(K): pass
print(type(Sub) is Meta, [x for x in Sub])
class M2(type): pass
try:
    class Conflict(K, metaclass=M2): pass
except TypeError as e: print(e)
class Sing(type):
    inst = {}
    def __call__(c, *a):
        if c not in c.inst: c.inst[c] = super().__call__(*a)
        return c.inst[c]
class One(metaclass=Sing): pass
print(One() is One())
def func_meta(name, bases, ns): return (name, bases, sorted(ns)[:1])
class F(metaclass=func_meta): pass
print(F)
class MroMeta(type):
    def mro(c): return [c, Mixin, object]
class Mixin: mixed = "in"
class WithMro(metaclass=MroMeta): pass
print(WithMro().mixed)
class Ent:
    def __mro_entries__(self, bases): print("entries"); return (Mixin,)
class FromEnt(Ent()): pass
print(FromEnt.mixed, FromEnt.__orig_bases__[0].__class__.__name__)
import abc
class Abs(abc.ABC):
    @abc.abstractmethod
    def m(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
try: Abs()
except TypeError as e: print(e)
class Conc(Abs):
    def m(self): return 1
    p = 2
print(Conc().m(), Abs.__abstractmethods__ == {"m", "p"})
@Abs.register
class Virt: pass
print(isinstance(Virt(), Abs), issubclass(Virt, Abs))
