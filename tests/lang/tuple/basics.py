t = (1, 2, 3)
print(t, (), (1,), tuple("ab"), t + (4,), t * 2, t[0], t[-1], t[1:], t[::-1], len(t), 2 in t, t.index(2), t.count(1), hash(t) == hash((1, 2, 3)), t < (1, 3), (1, 2) == (1, 2.0))
for e in ("t[5]", "t['a']", "t.index(9)", "t + [1]", "t.append", "hash((1, []))", "t < 5", "tuple(5)", "t * 1.5", "t.index(1, 1)"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
try:
    t[0] = 1
except TypeError as x: print(x)
try:
    del t[0]
except TypeError as x: print(x)
m = ([], 1)
try:
    m[0] += [5]
except TypeError as x: print(x, m)
print(((1, 2), (3,)), (1,) * 3, tuple(), tuple(t) is t, t[:] is t, 1, *t)
from collections import namedtuple
P = namedtuple("P", "x y", defaults=[5])
p = P(1); print(p, p.x, p._replace(x=9), p._asdict(), P._fields, p == (1, 5), P._make([3, 4]), *p)
try:
    P()
except TypeError as x: print(x)
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def __repr__(self): return "T" + super().__repr__()
print(T(1, 2), T(1) + (2,), T(3)[0], {T(1): 2}[(1,)], isinstance(T(), tuple))
