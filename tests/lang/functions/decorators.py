def deco(tag):
    print("make", tag)
    def d(f):
        print("apply", tag)
        def w(*a, **k): return f"{tag}({f(*a, **k)})"
        return w
    return d
@deco("a")
@deco("b")
def f(x): return x
print(f(1))
@deco("cls")
class C: pass
print(type(C).__name__)
@(lambda g: lambda: g() + 1)
def q(): return 1
print(q())
ds = [deco("list")]
@ds[0]
def r(): return "r"
print(r())
import functools
def traced(f):
    @functools.wraps(f)
    def w(*a): return f(*a)
    return w
@traced
def named(): "docs"
print(named.__name__, named.__doc__, named.__wrapped__.__name__)
class D:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)
    def __get__(self, o, t): return functools.partial(self, o)
@D
def h(x): return x * 2
print(h(4), h.n)
class M:
    @D
    def m(self, y): return y + 1
    @staticmethod
    def s(): return "s"
    @classmethod
    def c(cls): return cls.__name__
    @property
    def p(self): return "p"
    @functools.cached_property
    def cp(self): print("computed"); return 7
    @functools.lru_cache(maxsize=None)
    def lc(self): print("lc"); return 8
m = M(); print(m.m(1), m.s(), M.s(), m.c(), m.p, m.cp, m.cp, m.lc(), m.lc(), m.__dict__)
def reg(f): return 5
@reg
def five(): pass
print(five)
@functools.singledispatch
def sd(x): return "obj"
@sd.register
def _(x: int): return "int"
@sd.register(list)
def _(x): return "list"
print(sd(1), sd([]), sd("s"), sd(True))
@functools.total_ordering
class T:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
print(T(1) <= T(2), T(1) >= T(2), T(2) > T(1))
