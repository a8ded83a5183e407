# What iterators say of themselves to pickle, at the beginning, in the middle and at the end.
import builtins
import weakref


def show(it):
    f, *rest = it.__reduce__()
    return f.__name__, *rest


for make in (lambda: iter([1, 2]), lambda: iter((1, 2)), lambda: iter("ab"), lambda: iter(b"ab"), lambda: iter({1: 2}), lambda: iter(range(2)),
             lambda: reversed([1, 2]), lambda: iter(lambda: 1, 1), lambda: enumerate([])):
    it = make()
    first = show(it)
    end = list(it)
    print(type(it).__name__, [x for x in first if not callable(x) and "<" not in repr(x)], end, [x for x in show(it) if "<" not in repr(x)])


def exhaust():
    calls = []

    def f():
        if calls:
            return "end"
        calls.append(1)
        list(it)
        return "more"

    it = iter(f, "end")
    return next(it, "nothing")


print(exhaust())


def stop():
    raise StopIteration


print(list(iter(stop, 1)), next(iter(stop, 1), "gone"))


class Text(str):
    pass


t = Text("ab")
r = weakref.ref(t)
it = iter(t)
del t
print(list(it), r() is None)

s = "abcd" + str(len("x"))
print((s * 1) is s, "".join([s]) is s, ((1, 2) * 1 == (1, 2)))
t = tuple([1, 2])
print(t * 1 is t)


class X:
    def __eq__(self, other):
        b.clear()
        return NotImplemented


class Y:
    def __eq__(self, other):
        a.clear()
        return NotImplemented


a, b = [X()], [Y()]
print(a == b, a, b)
