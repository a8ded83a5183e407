# Length hints, reduction and state of the built-in iterators; views and reversed dicts.
from operator import length_hint
import copy
l = [1, 2, 3, 4]
for mk in (lambda: iter(l), lambda: iter((1, 2, 3, 4)), lambda: reversed(l), lambda: iter({1: 1, 2: 2}), lambda: iter({7}), lambda: reversed((1, 2, 3)), lambda: iter("abc"), lambda: iter(b"abc"), lambda: reversed({1: 2}), lambda: iter({1: 2}.values()), lambda: reversed({1: 2, 3: 4}.items())):
    i = mk(); next(i)
    print(type(i).__name__, length_hint(i), list(copy.copy(i)), length_hint(i), list(i), length_hint(i))
i = iter(l); i.__setstate__(2); print(list(i)); i = iter(l); i.__setstate__(-5); print(next(i, "end")); i = reversed(l); i.__setstate__(0); print(list(i))
print(iter(l).__reduce__()[1:], enumerate(l, 3).__reduce__()[1][1], zip([1], [2]).__reduce__()[0], list(copy.copy(map(str, [1, 2]))), list(copy.copy(filter(None, [0, 1]))))
class S:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
i = iter(S()); next(i); print(length_hint(i), list(i), length_hint(i), list(reversed(S())))
d = dict(a=1, b=2, c=3)
print(list(reversed(d)), list(reversed(d.values())), list(reversed(d.items())), d.keys() & {"a", "z"}, d.keys() | [] == set(d), sorted(d.keys() ^ "az"), d.keys() - "ab", d.items() - {("a", 1), ("b", 2)} == {("c", 3)})
print(d.keys() <= {"a", "b", "c"}, d.keys() < {"a", "b", "c"}, d.keys() > {"a"}, d.items() >= {("a", 1)}, d.keys().isdisjoint("xyz"), {"a"} & d.keys(), d.keys() == d.copy().keys(), d.keys() == ["a"], d.values() == d.values())
print(d.keys().mapping["a"], [1] in d.values(), ("a", []) in d.items(), repr(d.values()), type(iter(d.items())).__name__)
for t in ("d.keys() + 1", "d.keys() & 5", "d.values() & {1}", "hash(d.keys())", "d.keys() < 5", "zip([1], x=1)", "map(str)", "map(str, [1], x=1)", "filter(None)", "reversed(5)", "reversed({1})", "enumerate()", "enumerate([1], foo=2)", "iter(5, 1)", "zip([1, 2], [1], strict=True).__next__() and list(zip([1, 2], [1], strict=True))", "sum(['a'], '')", "sum([b'a'], b'')", "sum([1], bytearray())", "sum(['a'])", "print(1, sep=5)", "print(1, end=b'')"):
    try:
        print(t, eval(t))
    except Exception as x:
        print(t, "|", type(x).__name__, x)
print(sum([0.1] * 10), sum([1e100, 1.0, -1e100]), sum([float("inf"), 1]), sum([1, 2.5, True]), sum([0.1] * 3, 1), sum([2**62, 2**62]), sum([[1], [2]], []), sum([], 5), sum([1e308, 1e308]))
