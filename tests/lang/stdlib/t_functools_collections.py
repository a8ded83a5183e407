# functools and collections over their native halves.
import functools, collections
from functools import *
from collections import *
P = namedtuple('P', 'x y', defaults=[5])
p = P(1); print(p, p.x, p.y, p._replace(x=3), p._asdict(), P._field_defaults, P.x)
try: p.x = 3
except AttributeError as e: print(e)
c = Counter("abracadabra"); print(c, c.most_common(2), c['zz'], c + Counter(a=1), c - c)
d = defaultdict(list); d['a'].append(1); d['b']; print(d, len(d), dict(d)); print(d | {'q': 1}, {'z':1} | d, d.copy())
d2 = defaultdict(int, {1: 2}, x=3); d2['n'] += 1; print(d2, d2 == {1:2,'x':3,'n':1}, d2.default_factory, isinstance(d2, dict))
try: defaultdict()[3]
except KeyError as e: print(repr(e))
try: defaultdict(3)
except TypeError as e: print(e)
class D(defaultdict):
    def __missing__(self, k): return k*2
print(D()[4], D(int, a=1))
q = deque([1,2,3], maxlen=4); q.append(4); q.append(5); print(q, q.maxlen, q[0], q[-1]); q.rotate(1); print(q); q.appendleft(9); print(q)
q.extendleft('ab'); print(q, list(reversed(q)), q.index('b'), 'a' in q); del q[0]; print(q)
for f in [lambda: deque().pop(), lambda: q[10], lambda: q.remove(99), lambda: q.index(99), lambda: deque([], -1), lambda: deque([],'a'), lambda: q['a'], lambda: q + [1], lambda: deque(1)]:
    try: f()
    except Exception as e: print(type(e).__name__, e)
q = deque(range(3)); q.append(q); print(q); q.pop()
print(q*2, q+q, q==deque(range(3)), q<deque([5])); q.insert(1,'i'); q.reverse(); print(q, q.count(1), q.copy())
try:
    for x in q: q.append(1)
except RuntimeError as e: print(e)
cm = ChainMap({'a':1},{'a':2,'b':3}); print(cm['a'], cm['b'], dict(cm), cm)
od = OrderedDict(a=1,b=2); od.move_to_end('a'); print(od, od.popitem(last=False), list(od))
@lru_cache(maxsize=3)
def f(x): print('call', x); return x*x
for i in [1,2,3,1,4,2,1]: f(i)
print(f.cache_info(), f.cache_parameters(), f.__name__)
f.cache_clear(); print(f.cache_info())
@cache
def fib(n): return n if n < 2 else fib(n-1)+fib(n-2)
print(fib(80), fib.cache_info())
@lru_cache(typed=True)
def g(*a, **k): return a, k
g(1); g(1.0); g(1, k=2); g(1, k=2); g(k=2); print(g.cache_info())
class C:
    @lru_cache
    def m(self, x): return x+1
    @cached_property
    def cp(self): print('once'); return 7
    @singledispatchmethod
    def sd(self, x): return 'base'
    @sd.register
    def _(self, x: int): return 'int'
o = C(); print(o.m(3), o.m(3), C.m.cache_info().hits, o.cp, o.cp, o.sd(1), o.sd(''))
print(reduce(lambda a,b:a*b, range(1,6)), reduce(max, [], 7))
for f in [lambda: reduce(max, []), lambda: reduce(max, 3), lambda: partial(), lambda: partial(3), lambda: lru_cache(maxsize='a')(print)]:
    try: f()
    except Exception as e: print(type(e).__name__, e)
p = partial(print, 1, 2, sep='-'); p(3); p(3, sep='+'); print(p.func is print, p.args, p.keywords); print(partial(p, 9).args)
p = partial(int, base=2); print(p('101'), p); p.foo = 3; print(p.__dict__)
print(sorted([3,1,2], key=cmp_to_key(lambda a,b: b-a)))
class W:
    pm = partialmethod(lambda self, a, b: (a,b), 1)
print(W().pm(2))
@total_ordering
class T:
    def __init__(s, v): s.v=v
    def __eq__(s,o): return s.v==o.v
    def __lt__(s,o): return s.v<o.v
print(T(1)>=T(1), T(2)>T(1))
@singledispatch
def sd(x): return 'o'
@sd.register(int)
def _(x): return 'i'
print(sd(3), sd('a'))
@wraps(sd)
def w(): pass
print(w.__name__)
print(deque[int], defaultdict[str,int], partial[int])
import operator
print(UserDict(a=1), UserList([1]), UserString('a'))
