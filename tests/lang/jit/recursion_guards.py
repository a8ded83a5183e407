# What breaks the assumptions of compiled functions while they run.
import sys


def big(n, step):
    if n == 0:
        return 1
    return big(n - 1, step) * step

print([big(n, 7) for n in (1, 10, 30)], big(40, 1.5))


# The function is redefined in the middle of its recursion.
def f(n):
    if n == 0:
        return 0
    if n == 500:
        global f
        f = lambda k: k * 1000
    return 1 + f(n - 1)

print(f(400), f(300), f(450))
g = f
print(g(600), f(3))


# Defaults and code change.
def h(n, k=1):
    if n <= 0:
        return 0
    return k + h(n - 1)

print(h(300), h(300))
h.__defaults__ = (5,)
print(h(300))
def other(n, k=1):
    return -n
h.__code__ = other.__code__
print(h(300))


# Exceptions from the depth: caught outside, on the way, and with their lines.
def deep(n, bad):
    if n == 0:
        return 1 // bad
    return deep(n - 1, bad) + 1

def guarded(n, bad):
    try:
        if n == 0:
            return 10 // bad
        return guarded(n - 1, bad) + 1
    except ZeroDivisionError:
        if n == 3:
            return -100
        raise
    finally:
        log.append(n)

log = []
print([deep(50, 1) for _ in range(20)][-1], guarded(20, 2), len(log))
log.clear()
print(guarded(30, 0), log[:5], len(log))
for bad in (1, 0, 0, 1, 0):
    try:
        print(deep(40, bad))
    except ZeroDivisionError as e:
        tb, n, lines = e.__traceback__, 0, set()
        while tb:
            n += 1
            lines.add((tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_frame.f_locals.get("n", 0) % 7))
            tb = tb.tb_next
        print(e, n, sorted(lines))


# Frames are there, whoever looks from the depth.
def look(n):
    if n == 0:
        f, names = sys._getframe(), []
        while f and len(names) < 6:
            names.append((f.f_code.co_name, f.f_lineno, f.f_locals.get("n"), f.f_locals.get("m")))
            f = f.f_back
        return names
    m = n * 2
    return look(n - 1)

for _ in range(30):
    names = look(30)
print(names)


# Objects die when their frames return, in order.
class D:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        died.append(self.n)

died = []
def hold(n):
    d = D(n)
    if n == 0:
        return len(died)
    return hold(n - 1)

for _ in range(20):
    hold(5)
print(died[-12:], len(died))


# Arguments of other types, other numbers of them.
def add(a, b=3):
    return a + b if a else b

def many(n, x):
    return add(x) if n == 0 else many(n - 1, x)

print([many(20, x) for x in (1, 2.5, 0, True, 10**20)], [many(5, 2) for _ in range(9)][-1])
for x in ("s", None, [1]):
    try:
        print(many(3, x))
    except TypeError as e:
        print(e)
try:
    print(many(3))
except TypeError as e:
    print(e)


# A generator in a recursion, a recursion in a generator.
def walk(t):
    if isinstance(t, tuple):
        for x in t:
            yield from walk(x)
    else:
        yield depth(t)

def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)

print(sum(walk(((1, 2), (3, (4, 5)), 6) * 50)))
