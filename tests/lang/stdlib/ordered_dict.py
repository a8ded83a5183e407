import copy
import pickle
from collections import OrderedDict


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


od = OrderedDict([("a", 1), ("b", 2)], c=3)
print(od, repr(OrderedDict()), len(od), od == {"c": 3, "a": 1, "b": 2}, od == OrderedDict(c=3, a=1, b=2), od != OrderedDict(od))
od.move_to_end("a")
print(od, list(reversed(od)), od.popitem(last=False), od)
od.move_to_end("a", last=False)
print(list(od.items()), attempt(od.move_to_end, "x"))
for i in range(20):
    od.move_to_end(i) if i in od else od.__setitem__(i, i)
    od.move_to_end(i, last=False)
print(list(od), od.pop("c"), od.pop("c", 5), attempt(od.pop, "c"), od.pop(key=3), od.popitem())
print(od.keys(), type(od.values()), type(od.items()), list(reversed(od.items()))[:2], od.keys() & {1, 2}, type(iter(od)).__name__)
od.clear()
print(od, attempt(od.popitem), attempt(OrderedDict, 1, 2), attempt(OrderedDict, [1]), attempt(OrderedDict, [(1,)]), attempt(OrderedDict, [(1, 2, 3)]))
print(OrderedDict.fromkeys("abc", 0), OrderedDict.fromkeys(iterable="ab", value=1), od.setdefault("x", 1), od.setdefault(key="x", default=2), od.setdefault("y"), od)

od = OrderedDict.fromkeys("abcde")
for change in (lambda: od.move_to_end("a"), lambda: od.__setitem__("f", 1), lambda: od.__delitem__("b")):

    def walk():
        for k in od:
            change()

    print(attempt(walk), list(od))
for k in od:
    od[k] = 0
print(od)

cache = OrderedDict()
for i in range(2000):
    cache[i % 150] = i
    cache.move_to_end(i % 150)
    if len(cache) > 100:
        cache.popitem(last=False)
print(len(cache), list(cache)[:3], list(cache)[-3:])


class Sub(OrderedDict):
    def __setitem__(self, k, v):
        super().__setitem__(k, v * 10)

    def __missing__(self, k):
        return "missing"


s = Sub(a=1)
s.update(b=2)
s |= {"c": 3}
s.attribute = [1]
print(s, s["zz"], s | {"d": 4}, {"d": 4} | s, s.copy(), hasattr(s.copy(), 'attribute'))
o = OrderedDict([(1, 2), (3, 4)])
o.x = []
for c in (copy.copy(o), copy.deepcopy(o), pickle.loads(pickle.dumps(o))):
    print(c, c.x, type(c).__name__)
print(o.__reduce__()[:4], o | {5: 6}, {5: 6} | o, attempt(lambda: o | [(1, 2)]))
it = iter(o.items())
next(it)
print(it.__reduce__()[1], list(it), it.__reduce__()[1])
o[9] = o
print(o, dict(o) == o)
