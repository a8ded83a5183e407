# Calls with keywords, unpacked arguments, *args, **kwargs and keyword-only defaults in hot loops.
import functools


def plain(a, b=2, c=3):
    return a * 100 + b * 10 + c


def everything(a, /, b=2, *args, c=3, d, **kw):
    return (a, b, args, c, d, sorted(kw.items()))


def rest(*args):
    return args


def keywords(**kw):
    return kw


def only(*, x, y=5):
    return x - y


class Point:
    def __init__(self, x=0, *, y=0, **more):
        self.x = x
        self.y = y
        self.more = more

    def moved(self, *, dx=0, dy=0):
        return Point(x=self.x + dx, y=self.y + dy)

    def scaled(self, *factors, **kw):
        x = self.x
        for f in factors:
            x *= f
        return x + kw.get("plus", 0)


def shapes(n):
    total = 0
    for i in range(n):
        total += plain(i, c=4) + plain(c=1, a=i) + plain(*(i, 5), **{"c": 1}) + plain(*[i]) + plain(b=i, a=1)
        total += len(rest(i, 2, 3)) + rest(i)[0] + len(rest())
        total += only(x=i) + only(y=1, x=i)
        total += keywords(a=i, b=2)["a"] + len(keywords())
        e = everything(i, 1, 7, 8, d=i, z=3)
        total += e[0] + e[2][1] + e[4] + len(e[5])
        e = everything(i, d=0, a=5)
        total += e[1] + e[5][0][1]
    return total, e


print(shapes(200))


def objects(n):
    p = Point(x=1)
    total = 0
    for i in range(n):
        p = p.moved(dx=1, dy=i)
        q = Point(i, y=2, z=3, w=4)
        total += p.x + q.y + len(q.more) + q.scaled(2, 3, plus=i) + q.scaled()
        m = q.scaled
        total += m(2, plus=1) + m(*(1, 2)) + m(**{"plus": i})
    return total, p.y


print(objects(200))


def logged(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return f(*args, **kwargs)
    wrapper.calls = 0
    return wrapper


def memo(f):
    cache = {}

    def wrapper(*args):
        if args in cache:
            return cache[args]
        r = f(*args)
        cache[args] = r
        return r
    return wrapper


@logged
def add(a, b=1):
    return a + b


@memo
def binomial(n, k):
    if k == 0 or k == n:
        return 1
    return binomial(n - 1, k - 1) + binomial(n - 1, k)


def decorated(n):
    total = 0
    for i in range(n):
        total += add(i) + add(i, 2) + add(i, b=3) + add(a=1, b=i)
    return total, add.calls, add.__name__


print(decorated(200))
print([binomial(20 + k, 10) for k in range(10)])


def partials(n):
    f = functools.partial(plain, b=7)
    g = functools.partial(everything, 1, d=2)
    total = 0
    for i in range(n):
        total += f(i) + f(i, c=9) + len(g(i, x=1)[5])
    return total


print(partials(100))


# Errors in the middle of a loop that was fine.
def errors(n):
    seen = []
    calls = [
        lambda i: plain(i, c=1),
        lambda i: plain(i, d=1),
        lambda i: plain(i, a=1),
        lambda i: plain(),
        lambda i: only(i),
        lambda i: only(y=1),
        lambda i: everything(1, 2),
        lambda i: plain(*i),
        lambda i: plain(**{1: 2}),
        lambda i: rest(x=1),
    ]
    for i in range(n):
        for f in calls:
            try:
                r = f(i)
            except TypeError as e:
                r = str(e)
            if i in (0, n - 1):
                seen.append(r)
    return seen


for line in errors(60):
    print(line)


# Defaults change while the loop runs.
def defaulted(a, b=1, *, c=10):
    return a + b + c


def changing(n):
    total = 0
    out = []
    for i in range(n):
        total += defaulted(i) + defaulted(a=i, c=1) + defaulted(i, b=0)
        if i == n // 5:
            defaulted.__defaults__ = (1000,)
            out.append(total)
        if i == 2 * n // 5:
            defaulted.__kwdefaults__["c"] = 20000
            out.append(total)
        if i == 3 * n // 5:
            defaulted.__kwdefaults__ = {"c": 1.5}
            out.append(total)
        if i == 4 * n // 5:
            out.append(total)
            defaulted.__kwdefaults__ = {"c": 0, "x": 1}
            defaulted.__code__ = plain_code.__code__
    return out, total


def plain_code(a, b=1, *, c=10):
    return a - b - c


print(changing(300))


# Keywords whose names and number change, and tuples of changing length.
def varying(n):
    total = 0
    for i in range(n):
        args = tuple(range(i % 5))
        kw = {"k%d" % j: j for j in range(i % 4)}
        total += len(rest(*args)) + len(keywords(**kw)) + sum(rest(*args, i))
        total += sum(keywords(z=1, **kw).values())
        if i % 3 == 1:
            kw = {"c": i}
        elif i % 3 == 2:
            kw = {"b": i, "c": 2}
        else:
            kw = {"c": 1, "b": 2}
        total += plain(1, **kw)
    return total


print(varying(200))


# The dict and the tuple are new each time, and the caller's dict isn't the callee's.
def keep(*args, **kw):
    kw["seen"] = len(kw)
    return args, kw


def identities(n):
    mine = {"a": 1}
    kept = []
    for i in range(n):
        args, kw = keep(i, **mine)
        kept.append(kw)
    return mine, len(set(map(id, kept))) == n, kept[-1], args


print(identities(100))


class Noisy:
    def __init__(self, log, name="?"):
        self.log = log
        self.name = name

    def __del__(self):
        self.log.append(self.name)


def lifetimes(n):
    log = []
    for i in range(n):
        rest(Noisy(log, name="a"), Noisy(log, "b"))
        log.append(i)
        keywords(x=Noisy(log, name="c"))
        log.append(-i)
    return log[:8], log[-8:], len(log)


print(lifetimes(60))


class Callable:
    def __call__(self, a, *, b=1):
        return a * b


def called(n):
    f = Callable()
    total = 0
    for i in range(n):
        total += f(i) + f(i, b=2) + f(a=i, b=3) + f(*(i,))
    return total


print(called(100))


def deep(n, *, step=1):
    return 0 if n <= 0 else 1 + deep(n - step, step=step)


print(deep(50), deep(50, step=2), sum(deep(i % 7, step=2) for i in range(100)))
try:
    deep(10 ** 6, step=1)
except RecursionError as e:
    print("RecursionError")


# Instances that are called: their class changes, loses __call__, and gets another one.
class Adder:
    def __init__(self, k):
        self.k = k

    def __call__(self, x, y=1):
        return self.k + x * y


class Multi(Adder):
    def __call__(self, *args, scale=1, **kw):
        return self.k + sum(args) * scale + len(kw)


def instances(n):
    fs = [Adder(1), Multi(2), Adder(3)]
    total = 0
    errors = 0
    for i in range(n):
        f = fs[i % 3]
        total += f(i) + f(i, 2)
        total += fs[1](i, 1, 2, scale=2, a=1) + fs[1](*[i, i])
        if i == n // 3:
            Adder.__call__ = lambda self, x, y=10: x - y
        if i == 2 * n // 3:
            del Adder.__call__
            fs = [fs[1]] * 3
        try:
            fs[0](1)
            if i % 10 == 0:
                Adder(1)(2)
        except TypeError:
            errors += 1
    return total, errors


print(instances(300))


class Gone:
    def __call__(self):
        log.append("called")
        return self

    def __del__(self):
        log.append("gone")


log = []
for i in range(50):
    Gone()()
    Gone()()()
print(len(log), log[:7])


class Generating:
    def __call__(self, n):
        yield from range(n)


print(sum(sum(Generating()(i)) for i in range(60)))
