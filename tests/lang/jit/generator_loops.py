# Generators resumed by hot loops: what may change between two values, and how such loops end.
import gc
import sys
import weakref


def count(n):
    for i in range(n):
        yield i


def evens(n):
    i = 0
    while True:
        if i >= n:
            return
        if i % 2 == 0:
            yield i
        i += 1


def floats(n):
    x = 0.5
    for i in range(n):
        x = x * 1.0001 + i
        yield x


def total(it):
    s = 0
    for x in it:
        s += x
    return s


# The generator at one loop changes its code from run to run.
print([total(f(3000)) for f in (count, evens, count, evens)], round(total(floats(3000)), 6))
print(total(iter(list(range(3000)))), total(count(0)), total(evens(1)))


# The iterator is replaced in the middle of a loop by one of the same code that stands elsewhere.
def switching(n):
    a, b, s = count(10 * n), count(10 * n), 0
    for k in range(3):
        for x in a:
            s += x
            if x % 500 == 499:
                a, b = b, a
                break
    return s, next(a, None), next(b, None)


print([switching(k) for k in (100, 200, 300)])


# Closed in the loop, and from inside a consumer of it.
def closing(n, at):
    g, s = count(n), 0
    for x in g:
        s += 1
        if x == at:
            g.close()
    return s


print([closing(5000, at) for at in (0, 1, 2499, 4999, 9999)])


# Thrown into while suspended in a compiled loop.
def patient(n):
    caught = 0
    for i in range(n):
        try:
            yield i
        except KeyError as e:
            caught += 1
            yield ("caught", str(e), i)
    yield caught


def throwing(n):
    g, out = patient(n), []
    for k, x in enumerate(g):
        if k in (1500, 2500):
            out.append(g.throw(KeyError(k)))
        last = x
    return out, last


print(throwing(4000))


# A generator that is resumed by its own body, by way of a callback.
class Box:
    pass


def reentrant(n, box, at):
    for i in range(n):
        if i == at:
            try:
                next(box.g)
            except ValueError as e:
                yield str(e)
        yield i


def reenters():
    box = Box()
    box.g = reentrant(3000, box, 2000)
    words = []
    for x in box.g:
        if isinstance(x, str):
            words.append(x)
    return words


print(reenters(), reenters())


# Exceptions in the body pass through the loop, and leave the generator finished.
def fails(n, at):
    for i in range(n):
        if i == at:
            raise LookupError(i)
        yield i


def consume(g):
    s = 0
    try:
        for x in g:
            s += x
    except LookupError as e:
        tb, lines = e.__traceback__, []
        while tb is not None:
            lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return s, e.args, lines, next(g, "finished")
    return s


print(consume(fails(4000, 3000)))
print(consume(fails(4000, -1)))
print(consume(fails(4000, 0)))


# Captured in a cycle and collected while suspended.
class Node:
    pass


def holding(n, node):
    node.g = yield
    for i in range(n):
        yield i
    return node


def cycles():
    dead = []
    for k in range(3):
        node = Node()
        g = holding(3000, node)
        next(g)
        g.send(g)
        s = 0
        for x in g:
            s += x
            if x == 2000:
                break
        ref = weakref.ref(node)
        del node, g
        gc.collect()
        dead.append((s, ref() is None))
    return dead


print(cycles())


# Collections run while a compiled loop has a generator's registers.
def garbage(n):
    for i in range(n):
        a = []
        a.append(a)
        yield (i, a)


def collected(n):
    s = 0
    for i, a in garbage(n):
        if i % 700 == 0:
            gc.collect()
        s += i + len(a)
    return s


print(collected(3000))


# Destructors run when the value goes, in the body and in the loop.
class Noisy:
    log = []

    def __init__(self, n):
        self.n = n

    def __del__(self):
        if self.n % 1000 == 0:
            Noisy.log.append(self.n)


def noisy(n):
    for i in range(n):
        x = Noisy(i)
        yield x
        if i % 1000 == 0:
            Noisy.log.append(("resumed", i))


def listen(n):
    for x in noisy(n):
        if x.n % 1000 == 0:
            Noisy.log.append(("got", x.n))
    del x
    return Noisy.log


print(listen(2500))


# Who looks at the frames sees the generator where it is.
def looking(n):
    here = 0
    for i in range(n):
        here = i
        if i % 1500 == 0:
            f = sys._getframe()
            yield (f.f_code.co_name, f.f_back.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno, f.f_locals["here"])
        else:
            yield i


def looked(n):
    out = []
    g = looking(n)
    for x in g:
        if isinstance(x, tuple):
            out.append(x)
            out.append((g.gi_frame.f_lineno - g.gi_code.co_firstlineno, g.gi_running, g.gi_suspended, g.gi_frame.f_locals["i"]))
    return out, g.gi_frame


print(looked(4000))


# The value of a yield, sent or not.
def echo(n):
    got = []
    for i in range(n):
        x = yield i
        if x is not None:
            got.append(x)
    yield got


def sends(n):
    g, k = echo(n), 0
    for x in g:
        k += 1
        if k % 1000 == 0:
            g.send(k)
    return x


print(sends(4000))


# Variables that become unbound, and cells.
def unbound(n):
    total = 0

    def add(k):
        nonlocal total
        total += k

    for i in range(n):
        y = i
        if i % 3 == 0:
            del y
        add(i)
        try:
            yield y
        except UnboundLocalError:
            yield -total


print(sum(x for x in unbound(3000)), total(unbound(3000)))


# Generators in generators, with a body that is longer than one loop.
def windows(it, k):
    held = []
    for x in it:
        held.append(x)
        if len(held) > k:
            held.pop(0)
        if len(held) == k:
            yield tuple(held)


def pipeline(n):
    s = 0
    for a, b, c in windows((x * x for x in evens(n) if x % 3), 3):
        s += a * b - c
    return s


print(pipeline(6000), pipeline(10), pipeline(6000))


# A return value ends a for loop silently, and is the value of a delegation.
def returns(n):
    for i in range(n):
        yield i
    return ("sum", n)


def delegates(n):
    got = []
    for k in range(3):
        got.append((yield from returns(n)))
    yield got


def last_of(g):
    for x in g:
        pass
    return x


print(last_of(delegates(1500)), last_of(returns(2000)))
