print(isinstance(1, int), isinstance(True, int), isinstance("a", (int, str)), isinstance(1, int | str), isinstance(None, type(None)), isinstance(None, None | int), issubclass(bool, int), issubclass(int, (str, (float, int))), isinstance([], list | tuple), isinstance(int, type), isinstance(1, object), isinstance(int, object))
for e in ("isinstance(1, 5)", "isinstance(1, (int, 5))", "isinstance('a', (int, 5))", "issubclass(1, int)", "issubclass(int, 5)", "isinstance(1, list[int])", "isinstance()", "issubclass(int)", "isinstance(1, 'int')"):
    try: print(e, eval(e))
    except TypeError as x: print(e, x)
class Duck:
    __class__ = int
print(isinstance(Duck(), int), type(Duck()).__name__, type(1), type(int), type("x")("y"), type([]) is list, callable(len), callable(int), callable(5), callable(lambda: 0), callable(Duck))
import collections.abc as c, numbers
print(isinstance([], c.Sequence), isinstance({}, c.Mapping), isinstance({1}, c.Set), isinstance(iter([]), c.Iterator), isinstance((x for x in []), c.Generator), isinstance(len, c.Callable), isinstance(1, numbers.Integral), isinstance(1.5, numbers.Real), isinstance("a", c.Iterable), isinstance([], c.Hashable), isinstance((), c.Hashable))
T = type("T", (list,), {"x": 1}); print(T.__name__, T([1]), T.x, T.__bases__)
for a in (("T",), ("T", (), {}, 1), (5, (), {}), ("T", [], {}), ("T", (), [])):
    try: print(type(*a))
    except TypeError as x: print(x)
print(int is type(5), id(a) == id(a), hash("a") == hash("a"), repr(int), repr(len), repr(type), repr([].append)[:30], repr(str.upper), repr(None), repr(...), repr(NotImplemented), repr(object()).split(" at")[0])
