# Natives that gather what a generator yields: list, sum, any, set, join, extend and what the compiler makes of tuple(...).
import sys


def gen(n, log=None):
    try:
        for i in range(n):
            yield i
    finally:
        if log is not None:
            log.append("closed")


N = 3000
print(sum(gen(N)), len(list(gen(N))), max(gen(N)), min(gen(N)), len(set(gen(N))), sorted(gen(5), reverse=True))
print(sum(float(x) for x in range(N)), sum(x * 2**60 for x in range(N)), sum((1j * x for x in range(N)), 1))
print("".join(chr(97 + x % 26) for x in range(N))[-8:], b"".join(bytes([x]) for x in range(8)))
print(len(tuple(x for x in gen(N))), all(x >= 0 for x in gen(N)), any(x > N for x in gen(N)), len(dict((x, x) for x in gen(N))))

# any and all stop at the value that decides, and leave the generator there.
log = []
g = gen(N, log)
print(any(x > 1500 for x in g), next(g), log, all(g), all(x for x in g), log)
g = gen(N)
print(any(g), next(g), all([]), all(x < 10 for x in g), next(g))


# What isn't a plain truth value is asked.
class Truth:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        asked.append(self.n)
        return self.n == 3


asked = []
print(any(Truth(x) for x in range(10)), asked)
asked = []
print(any(x for x in (Truth(x) if x % 2 else 0 for x in range(10))), asked)


# Sums of objects that aren't numbers.
class Money:
    def __init__(self, n):
        self.n = n

    def __radd__(self, other):
        return Money(other + self.n)

    def __add__(self, other):
        return Money(self.n + (other.n if isinstance(other, Money) else other))


print(sum(Money(x) if x > 2000 else x for x in range(N)).n, sum((Money(x) for x in range(N)), Money(1)).n)
print(sum(([x] for x in range(5)), []))


# Sets ask objects for hash and equality while the generator is suspended.
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        states.add((it.gi_running, it.gi_suspended))
        return self.n % 7

    def __eq__(self, other):
        return isinstance(other, Key) and self.n % 11 == other.n % 11


states = set()
it = (Key(x) if x > 50 else x % 5 for x in range(100))
print(len(set(it)), sorted(states))


# An exception in the body passes on; what was gathered so far goes.
def fails(n):
    yield from range(n)
    raise LookupError("here")


for f in (list, sum, set, tuple, any, all, max, sorted, lambda g: [].extend(g), lambda g: "".join(map(str, g))):
    try:
        f(x - x for x in fails(500)) if f not in (all,) else f(x >= 0 for x in fails(500))
    except LookupError as e:
        print(type(e).__name__, e, end="; ")
print()

# The list that is extended is seen to grow, and keeps what it got.
grown = [0]


def watching(n):
    for i in range(n):
        yield len(grown)
    raise LookupError


try:
    grown.extend(watching(2000))
except LookupError:
    print(len(grown), grown[:5], grown[-1], sum(grown))


# Nested draining, also from inside a generator that is drained itself.
def nested(n):
    for i in range(n):
        yield sum(x for x in range(i % 50)) + len([*(y for y in range(i % 7))])


print(sum(nested(2000)), [sum(t) for t in ((a + b for a in range(30)) for b in range(5))])


# Resumed from inside its own body.
def selfish():
    yield 1
    try:
        list(me)
    except ValueError as e:
        yield str(e)
    yield 3


me = selfish()
print(list(me), list(me))


# Delegation: the values pass at once, return values arrive.
def tree(depth):
    if depth:
        left = yield from tree(depth - 1)
        yield depth
        right = yield from tree(depth - 1)
        return left + right
    return 1


def counted():
    yield -(yield from tree(9))


print(sum(counted()), len(list(tree(10))), list(tree(3)), [x for x in tree(3)])
print(next(x for x in counted() if x < 0))


def delegating(g):
    r = yield from g
    yield ("returned", r)


print(list(delegating(iter("abc"))), list(delegating(tree(2))), list(delegating(delegating(tree(1)))))


# Frames seen from the body.
def who():
    for i in range(3):
        f = sys._getframe()
        yield f.f_code.co_name, f.f_back.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno


def asks():
    return list(who())


def asks_through():
    return list(delegating(who()))


print(asks(), asks_through())


# Recursion that is too deep is an error at the right place, and everything is closed.
def deep(n, log):
    try:
        if n:
            yield from deep(n - 1, log)
        else:
            yield "bottom"
    finally:
        log.append(n)


def too_deep(n):
    log = []
    try:
        return list(deep(n, log)), len(log)
    except RecursionError:
        return "RecursionError", len(log) > 500


print(too_deep(300), too_deep(100000), too_deep(10))


def ping(n):
    yield sum(ping(n - 1)) + 1 if n else 0


try:
    print(sum(ping(100)), sum(ping(100000)))
except RecursionError:
    print(sum(ping(100)), "RecursionError")

# A tracer sees each yield.
events = []


def tracer(frame, event, arg):
    if frame.f_code.co_name == "gen":
        events.append((event, arg))
        return tracer


sys.settrace(tracer)
s = sum(gen(3))
sys.settrace(None)
print(s, [e for e in events if e[0] in ("call", "return")])


# Switched on in the middle of a drained generator.
def switches(n):
    for i in range(n):
        if i == 5:
            sys.settrace(tracer)
        yield i


events = []
s = sum(switches(10)) + sum(gen(2))
sys.settrace(None)
print(s, [e for e in events if e[0] in ("call", "return")])
