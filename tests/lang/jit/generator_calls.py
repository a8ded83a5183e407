# `next` and `send` in hot loops, and chains of generators that only pass values on.
import sys


def count(n):
    for i in range(n):
        yield i
    return "end"


def by_next(n):
    g, s = count(n), 0
    while True:
        try:
            s += next(g)
        except StopIteration as e:
            return s, e.value


def with_default(n):
    g, s = count(n), 0
    while (x := next(g, None)) is not None:
        s += x
    return s


print(by_next(3000), by_next(0), with_default(3000))


def averager():
    total = n = 0
    got = yield "ready"
    while True:
        if got is None:
            return total // n
        total += got
        n += 1
        got = yield total // n


def by_send(n):
    g = averager()
    out = [next(g)]
    for i in range(n):
        x = g.send(i)
    out.append(x)
    try:
        g.send(None)
    except StopIteration as e:
        out.append(e.value)
    try:
        g.send(1)
    except StopIteration as e:
        out.append(e.value)
    return out


print(by_send(3000), by_send(1))


def wrong_sends(n):
    errors = set()
    for i in range(n):
        g = averager()
        try:
            g.send(i)
        except TypeError as e:
            errors.add(str(e))
        else:
            errors.add("no error")
        if g.send(None) != "ready" or g.send(i) != i:
            errors.add("wrong")
    return errors


print(wrong_sends(2000))


# What is sent is kept, dropped or given back.
class Thing:
    alive = 0

    def __init__(self):
        Thing.alive += 1

    def __del__(self):
        Thing.alive -= 1


def keeper():
    last = None
    while True:
        last, got = (yield last), last


def dropper():
    while True:
        yield


def things(n):
    a, b = keeper(), dropper()
    next(a), next(b)
    for i in range(n):
        a.send(Thing())
        b.send(Thing())
        b.send(i + 0.5)
        a.send(i)
    return Thing.alive


print(things(2000), Thing.alive)


# A pair of generators that take turns, and one that is switched to another.
def turns(n):
    a, b = count(n), count(n)
    out = 0
    for i in range(n // 2):
        out += next(a) - next(b)
        if i % 100 == 0:
            a, b = b, a
            next(a)
            next(b)
    return out


def mixed(n):
    gens = [count(n), iter(range(n)), averager(), iter([1] * n)]
    next(gens[2])
    s = 0
    for i in range(n):
        g = gens[i % 4]
        s += g.send(i) if g is gens[2] else next(g)
    return s


print(turns(3000), mixed(3000))


# Exceptions from the body, seen at the call; the generator is finished.
def fails(n):
    for i in range(n):
        yield i
    raise LookupError("body")


def failing(n):
    g, s = fails(n), 0
    try:
        while True:
            s += next(g)
    except LookupError as e:
        tb = e.__traceback__
        names = []
        while tb:
            names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return s, names, next(g, "finished"), g.gi_frame


print(failing(3000), failing(0))


# StopIteration in the body is an error; next in a generator's own body too.
def stops(n):
    it = iter(range(n))
    while True:
        yield next(it)


def stopping(n):
    g, s = stops(n), 0
    try:
        while True:
            s += next(g)
    except RuntimeError as e:
        return s, str(e), type(e.__cause__).__name__


print(stopping(2000))


class Selfish:
    def body(self, n):
        for i in range(n):
            if i == n - 1:
                try:
                    next(self.g)
                except ValueError as e:
                    yield str(e)
            yield i

    def run(self, n):
        self.g = self.body(n)
        out = 0
        while not isinstance(out, str):
            out = next(self.g)
        return out, next(self.g)


print(Selfish().run(2000))


# Chains: by delegation, by loops that only yield, and both, with one that doesn't.
def chain(n, depth, kind):
    if depth == 0:
        yield from count(n)
    elif kind == "for" or kind == "both" and depth % 2:
        for x in chain(n, depth - 1, kind):
            yield x
    elif kind == "odd" and depth == 3:
        for x in chain(n, depth - 1, kind):
            if x % 2:
                yield x
    else:
        yield from chain(n, depth - 1, kind)


def total(g):
    s = 0
    for x in g:
        s += x
    return s


for kind in ("for", "from", "both", "odd"):
    print(kind, total(chain(1000, 6, kind)), sum(chain(1000, 6, kind)), len([*chain(300, 9, kind)]))


# A chain whose inner parts are used from elsewhere, closed, thrown into, and looked at.
def outer(g):
    try:
        for x in g:
            yield x
    except KeyError as e:
        yield ("caught", e.args[0])


def delegating(g):
    got = yield from g
    yield ("got", got)


def meddling(n):
    inner = count(n)
    chain = delegating(outer(delegating(outer(delegating(inner)))))
    out, s = [], 0
    for k, x in enumerate(chain):
        if isinstance(x, tuple):
            out.append(x)
            continue
        s += x
        if k % 500 == 100:
            out.append(next(inner))
        if k == 700:
            f, names = chain, []
            while f is not None:
                names.append((f.gi_code.co_name, f.gi_suspended, f.gi_frame.f_lineno - f.gi_code.co_firstlineno))
                f = f.gi_yieldfrom if hasattr(f, "gi_yieldfrom") else None
            out.append(names)
        if k == 1200:
            out.append(chain.throw(KeyError(k)))
    return s, out, inner.gi_frame


print(meddling(3000))


def closed_inside(n):
    inner = count(n)
    chain = delegating(outer(delegating(inner)))
    out = []
    for k, x in enumerate(chain):
        if k == n // 2:
            inner.close()
        last = x
    return k, last


print(closed_inside(2000))


def seen(n):
    def leaf():
        for i in range(n):
            if i % 1000 == 0:
                f, names = sys._getframe(), []
                while f.f_code.co_name != "seen":
                    names.append((f.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno))
                    f = f.f_back
                yield names
            yield i

    out = []
    for x in delegating(outer(delegating(leaf()))):
        if isinstance(x, list):
            out.append(x)
    return out


print(seen(2500))


# Values sent through a chain arrive at its end.
def echo():
    got = []
    while len(got) < 1500:
        got.append((yield len(got)))
    return got


def sent_through():
    g = delegating(delegating(delegating(echo())))
    s = next(g)
    for i in range(1499):
        s += g.send(i)
    for x in g:
        pass
    return s, len(x[1]), x[1][:2], x[1][-1]


try:
    print(sent_through())
except TypeError as e:
    print(e)


# The variable of a loop that only yields.
def variable(n):
    for x in count(n):
        yield x


def watched(n):
    g = variable(n)
    for x in g:
        if g.gi_frame.f_locals["x"] != x:
            return "wrong"
    return x


print(watched(2000))


def objects(n):
    for i in range(n):
        yield Thing()


def forwards(g):
    for x in g:
        yield x


def alive(n):
    most = 0
    for x in forwards(forwards(objects(n))):
        most = max(most, Thing.alive)
    return most


print(alive(2000), Thing.alive)


# Recursive walks.
class Node:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def walk(self):
        if self.left:
            yield from self.left.walk()
        yield self.value
        if self.right:
            yield from self.right.walk()

    def __iter__(self):
        if self.left:
            for x in self.left:
                yield x
        yield self.value
        if self.right:
            for x in self.right:
                yield x


def build(a, b):
    if a >= b:
        return None
    m = (a + b) // 2
    return Node(build(a, m), m, build(m + 1, b))


tree = build(0, 1500)
print(sum(tree.walk()), sum(tree), list(tree) == list(tree.walk()) == list(range(1500)), total(tree), total(tree.walk()))


# Too deep: each of the generators is closed, and the error arrives.
def dive(n):
    if n:
        for x in dive(n - 1):
            yield x
    yield n


def diving(n):
    try:
        return len([x for x in dive(n)])
    except RecursionError:
        return "too deep"


print(diving(200), diving(50000), diving(200))
