# Operators of Python classes run in the same interpreter loop and are inlined into compiled loops.
import sys


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, o):
        if not isinstance(o, Vec):
            return NotImplemented
        return Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, k):
        if isinstance(k, Vec):
            return self.x * k.x + self.y * k.y
        if isinstance(k, (int, float)):
            return Vec(self.x * k, self.y * k)
        return NotImplemented

    __rmul__ = __mul__

    def __iadd__(self, o):
        if o is None:
            return NotImplemented
        self.x += o.x
        self.y += o.y
        return self

    def __isub__(self, o):
        return NotImplemented

    def __sub__(self, o):
        return Vec(self.x - o.x, self.y - o.y)

    def __eq__(self, o):
        if not isinstance(o, Vec):
            return NotImplemented
        return self.x == o.x and self.y == o.y

    def __lt__(self, o):
        return self.x < o.x

    def __gt__(self, o):
        return self.x if self.x > o.x else 0

    def __le__(self, o):
        return [1] if self.x <= o.x else []

    def __getitem__(self, i):
        if i == 0:
            return self.x
        if i == 1:
            return self.y
        raise IndexError(i)

    def __repr__(self):
        return "Vec(%r, %r)" % (self.x, self.y)


def arithmetic(n):
    a = Vec(1, 2)
    b = Vec(0.5, 0.25)
    for i in range(n):
        a = a + b
        b = 2 * b - b
        a = a * 1 + 0.5 * b
        a += b
        a -= b
    return a, b, a * b


print(arithmetic(50))


def compares(n):
    vs = [Vec(i % 7, i % 3) for i in range(n)]
    count = same = more = less = at_most = odd = 0
    for i in range(n - 1):
        u, v = vs[i], vs[i + 1]
        if u < v:
            less += 1
        if u > v:
            more += 1
        if u <= v:
            at_most += 1
        if u == v:
            same += 1
        if u != v:
            count += 1
        if u == i:
            odd += 1
        ok = u == vs[i - 7]
        if ok is True:
            odd += 10
        if vs[0] < v < vs[6]:
            odd += 100
    return count, same, more, less, at_most, odd


print(compares(200))


def items(n):
    v = Vec(3, 4)
    total = 0
    for i in range(n):
        total += v[i % 2] + v[1]
    try:
        for i in range(n):
            total += v[0]
            if i == n - 5:
                v[2]
    except IndexError as e:
        print("IndexError", e, i)
    return total


print(items(100))


class Base:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return ("base", self.v)

    def __radd__(self, o):
        return ("base reflected", self.v)

    def __eq__(self, o):
        return "base"


class Derived(Base):
    def __radd__(self, o):
        return ("derived", self.v)

    def __eq__(self, o):
        return "derived"


def priority(n):
    seen = {}
    pairs = [(Base(1), Base(2)), (Base(1), Derived(2)), (Derived(1), Base(2)), (5, Base(1)), (5.5, Derived(1)), (Base(3), 4)]
    for i in range(n):
        a, b = pairs[i % len(pairs)]
        key = (a + b, a == b)
        seen[key] = seen.get(key, 0) + 1
    return sorted(seen.items(), key=str)


print(priority(120))


class Left:
    def __add__(self, o):
        return NotImplemented

    def __lt__(self, o):
        return NotImplemented

    def __eq__(self, o):
        return NotImplemented


class Right:
    def __radd__(self, o):
        return "right"

    def __gt__(self, o):
        return "swapped"

    def __eq__(self, o):
        return NotImplemented


def fallback(n):
    a, b, c = Left(), Right(), Left()
    out = []
    for i in range(n):
        r = (a + b, a < b, a == b, a == a, a != c)
        if i in (0, n - 1):
            out.append(r)
    for i in range(n):
        try:
            a + c
        except TypeError as e:
            if i == n - 1:
                out.append(str(e))
        try:
            a < c
        except TypeError as e:
            if i == n - 1:
                out.append(str(e))
        try:
            1 + a
        except TypeError as e:
            if i == n - 1:
                out.append(str(e))
    return out


print(fallback(60))


# A class whose operator changes, goes, and comes back while a loop runs.
class Changing:
    def __add__(self, o):
        return 1


def first(self, o):
    return 10


def changing(n):
    a = Changing()
    total = 0
    errors = 0
    for i in range(n):
        if i == n // 4:
            Changing.__add__ = first
        if i == n // 2:
            del Changing.__add__
        if i == 3 * n // 4:
            Changing.__add__ = lambda self, o: 100 + o
        try:
            total += a + i
        except TypeError:
            errors += 1
    return total, errors


print(changing(200))


# Failing inside an operator: line numbers and frames.
class Failing:
    def __init__(self, n):
        self.n = n

    def __mul__(self, o):
        self.n -= 1
        if self.n == 0:
            raise ValueError("spent")
        return self.n


def failing(n):
    f = Failing(n)
    total = 0
    try:
        while True:
            total += f * 2
    except ValueError as e:
        tb = e.__traceback__
        lines = []
        while tb:
            lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return total, lines


print(failing(100))


class Deep:
    def __init__(self, n):
        self.n = n

    def __add__(self, o):
        if self.n == 0:
            return o
        return Deep(self.n - 1) + o + 1

    def __radd__(self, o):
        return sys._getframe().f_back.f_code.co_name


def recursion(n):
    total = 0
    for i in range(n):
        total += Deep(i % 10) + i
    names = set()
    for i in range(n):
        names.add(1 + Deep(1))
    return total, names


print(recursion(100))


class Endless:
    def __add__(self, o):
        return self + o


try:
    Endless() + 1
except RecursionError as e:
    print("RecursionError", str(e)[:32])


# Destructors: operands live while the operator runs, and go right after it.
log = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __add__(self, o):
        log.append("add")
        return Noisy(self.name + o.name)

    def __del__(self):
        log.append("del " + self.name)


def noisy(n):
    for i in range(n):
        r = Noisy("a") + Noisy("b") + Noisy("c")
        log.append(r.name)


noisy(40)
print(log[:12])
print(len(log), log[-12:])


# A method that changes its parameters and loops.
class Power:
    def __init__(self, v):
        self.v = v

    def __or__(self, o):
        r = 1
        while o > 0:
            r = r * self.v % 10007
            o -= 1
        self = r
        return self


def power(n):
    p = Power(3)
    total = 0
    for i in range(n):
        total += p | i % 9
    return total


print(power(200))


def generator(n):
    a = Vec(0, 0)
    b = Vec(1, 2)
    for i in range(n):
        a = a + b
        yield a == b, a < b, a[1]


print(sum(t[2] for t in generator(100)))


class Lazy:
    def __add__(self, o):
        yield self
        yield o


print([list(Lazy() + i)[1] for i in range(30)][-3:])


# Hot by itself, then used with operands of other classes.
class Number:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return Number(self.v + (o.v if type(o) is Number else o))

    def __truediv__(self, o):
        return self.v / o


def numbers(n):
    s = Number(0)
    for i in range(n):
        s = s + (i if i % 3 else Number(i * 1.5))
    d = 0
    for i in range(n):
        try:
            d += s / (i % 50)
        except ZeroDivisionError as e:
            d -= 1
    return s.v, round(d, 6)


print(numbers(3000))
