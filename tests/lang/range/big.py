# Ranges beyond 64 bits, their slices, searches and iterators.
r = range(2**70, 2**70 + 100, 7)
print(len(r), r[3] - 2**70, r[-1] - 2**70, r[2:5], r[::-3], 2**70 + 14 in r, 2**70 + 15 in r, r.index(2**70 + 21), r.count(2**70))
print(range(10)[::10**30], range(10)[10**30:], range(-10**30, 10**30, 10**29)[::-4], range(2**62)[2**61], list(range(2**60 - 2, 2**60 + 2)))
print(range(2**100) == range(0, 2**100, 1), range(2**100, 0) == range(0), hash(range(2**100)) == hash(range(0, 2**100)), bool(range(2**90)), bool(range(2**90, 0)))
it = iter(range(2**80, 2**80 + 5))
print(type(it).__name__, next(it) - 2**80, it.__length_hint__(), it.__reduce__()[1])
it.__setstate__(2)
print([x - 2**80 for x in it], next(it, "end"))
it = iter(range(0, 20, 3)); next(it)
print(it.__reduce__()[1], it.__length_hint__())
it.__setstate__(2); print(list(it))
print([x for x in reversed(range(2**65, 2**65 + 3))] == [2**65 + 2, 2**65 + 1, 2**65], list(reversed(range(5, -5, -4))))
class I(int):
    def __eq__(self, other): return other == 4
    __hash__ = int.__hash__
print(I(100) in range(10), I(100) in range(3), 3.0 in range(5), 2.5 in range(5), range(5).index(2.0), range(5).count(2.0), range(5).index(True))
for e in ("len(range(2**70))", "range(2**70)[2**70]", "range(5).index('a')", "range(5)['a']", "range(1, 2, 0)", "range(10)[::0]"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
import copy
print(copy.copy(range(3)), range(3).__reduce__(), slice(1, 2).__reduce__(), slice(2, 10**30).indices(10**31), slice(None, None, -2).indices(10**20))
