import functools
from functools import *
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(max, [], 5), partial(pow, 2)(5), partial(int, base=2)("101"))
try: reduce(max, [])
except TypeError as e: print(e)
@lru_cache(maxsize=2)
def f(x): print("calc", x); return x * 2
print(f(1), f(1), f(2), f(3), f(1), f.cache_info()); f.cache_clear(); print(f.cache_info(), f.__wrapped__.__name__)
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(100)); p = partial(print, "a", sep="-"); p("b", end="!\n"); print(p.func is print, p.args, p.keywords)
class C:
    def m(self, a, b): return a, b
    pm = partialmethod(m, 1)
    @cached_property
    def cp(self): print("once"); return 5
c = C(); print(c.pm(2), c.cp, c.cp); del c.cp; print(c.cp)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), cmp_to_key(lambda a, b: 0)(1) == cmp_to_key(lambda a, b: 0)(1))
@singledispatch
def s(x, y=0): return "base"
@s.register(int)
@s.register(float)
def _(x, y=0): return "num"
print(s("a"), s(1), s(2.5), s.dispatch(bool) is s.dispatch(int)); 
class D:
    @singledispatchmethod
    def m(self, a): return "any"
    @m.register
    def _(self, a: str): return "str"
print(D().m(1), D().m("x"))
@wraps(fib)
def w(): pass
print(w.__name__, total_ordering.__name__, update_wrapper(lambda: 0, len).__name__)
try: f([])
except TypeError as e: print(type(e).__name__)
