from _operator import *
from _operator import _compare_digest
print(add(1, 2), lt(1, 2), lt(1.5, 1), eq('a', 'a'), concat([1], [2]), index(True), truth([]), not_(0), is_(None, None))
print(indexOf('abc', 'b'), countOf([1, 2, 1], 1), contains([1, 2], 2), length_hint([1, 2]), length_hint(3, 5), call(dict, [(1, 2)], a=3))
print(itemgetter(1)([1, 2]), itemgetter(0, -1)('abc'), itemgetter('k')({'k': 5}), itemgetter(slice(1, 3))([1, 2, 3, 4]))
print(attrgetter('real')(5), attrgetter('real', 'imag')(5), attrgetter('__class__.__name__')(5))
print(methodcaller('upper')('ab'), methodcaller('split', ',', maxsplit=1)('a,b,c'))
print(itemgetter(1, 'a'), attrgetter('a.b', 'c'), methodcaller('f', 1, k=2))
print(_compare_digest('abc', 'abc'), _compare_digest(b'abc', b'abd'), _compare_digest('a', 'ab'))
x = [1]
print(iadd(x, [2]), x, imul(3, 4), pow(2, 5), floordiv(7, 2), mod(7, 3), inv(5), neg(2))
d = {}
setitem(d, 1, 2); print(d, getitem(d, 1)); delitem(d, 1); print(d)
for f in [lambda: itemgetter(), lambda: itemgetter(1)(), lambda: itemgetter(1)([1]), lambda: attrgetter(1), lambda: methodcaller(),
          lambda: methodcaller(1), lambda: concat(1, 2), lambda: indexOf([1], 2), lambda: length_hint(1, 'a'), lambda: itemgetter(1)([], k=1),
          lambda: _compare_digest('é', 'a'), lambda: _compare_digest('a', b'a'), lambda: add(1), lambda: add(1, 'a'), lambda: index('a')]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
