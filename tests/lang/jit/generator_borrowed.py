# The same object passed on by chains of recursive and other generators: each level's variable holds a reference to it.
import gc
import sys


def conjoin(gs, n, values):
    def gen(i):
        if (n - i) % 3:
            for values[i] in gs[i]():
                for x in gen(i + 1):
                    yield x
        else:
            for x in _gen3(i):
                yield x

    def _gen3(i):
        g = gs[i]
        for values[i] in g():
            for values[i + 1] in g():
                for values[i + 2] in g():
                    yield values

    for x in gen(0):
        yield x


def copies(iterator):
    return [x[:] for x in iterator]


def balanced(sizes):
    two = lambda: iter((0, 1))
    for n in sizes:
        values = [0] * n
        start = sys.getrefcount(values)
        made = copies(conjoin([two] * n, n, values))
        gc.collect()
        print(n, len(made), made[0], made[-1], sys.getrefcount(values) == start)


balanced((4, 4, 4, 5, 5, 5, 7))


def leaf(n, v):
    for i in range(n):
        yield v


def passing(n, v):
    for x in leaf(n, v):
        yield x


def filtering(n, v):
    for x in passing(n, v):
        if x is not None:
            y = x
            yield y


def last(n, v):
    w = None
    for x in filtering(n, v):
        w = x
    return w is x is v


class Thing:
    pass


def count(n):
    thing = Thing()
    start = sys.getrefcount(thing)
    for k in range(5):
        if not last(n, thing):
            return "wrong"
    gc.collect()
    return sys.getrefcount(thing) == start


print([count(n) for n in (1, 10, 1500)])
