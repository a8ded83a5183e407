# super() in hot loops: diamond classes, changed ancestors, class methods, objects of several classes, and what isn't a function.


class Root:
    tag = "root"

    def __init__(self, v):
        self.v = v

    def m(self, x):
        return x + self.v

    @classmethod
    def c(cls, x):
        return (cls.__name__, x)

    @property
    def p(self):
        return self.v


class Left(Root):
    def __init__(self, v):
        super().__init__(v)
        self.left = v

    def m(self, x):
        return super().m(x) * 2

    @classmethod
    def c(cls, x):
        return super().c(x + 1)

    @property
    def p(self):
        return super().p + 1


class Right(Root):
    def m(self, x):
        return super().m(x) + 1000

    def only(self):
        return "right"


class Both(Left, Right):
    def m(self, x, *, k=0):
        return super().m(x) + k

    def two(self, x):
        return super(Left, self).m(x)

    def attr(self):
        return super().tag

    def late(self):
        f = super().m
        return f(1)


def run(n):
    objects = [Left(1), Both(2), Right(3), Both(4)]
    total = 0
    for i in range(n):
        o = objects[i % 4]
        total += o.m(i)
        total += Both(i).v + Left(i).left
        b = objects[1]
        total += b.m(i, k=1) + b.two(i) + len(b.attr()) + b.late() + b.p
        total += b.c(i)[1]
    return total


print(run(300))


def changing(n):
    b = Both(1)
    total = 0
    for i in range(n):
        total += b.m(i)
        if i == n // 4:
            Right.m = lambda self, x: -x
        if i == n // 2:
            del Right.m
        if i == 3 * n // 4:
            Root.m = staticmethod(lambda x: 7)
    return total


print(changing(400))


class Instance(Left):
    def m(self, x):
        try:
            return super().missing(x)
        except AttributeError as e:
            return len(str(e))

    def wrong(self, x):
        return super(Right, self).m(x)


def failing(n):
    o = Instance(1)
    total = 0
    for i in range(n):
        total += o.m(i)
    try:
        o.wrong(1)
    except TypeError as e:
        print(e)
    return total


print(failing(100))


class Meta(type):
    def __call__(cls, *args):
        o = super().__call__(*args)
        o.made = True
        return o


class Made(metaclass=Meta):
    def __init__(self, x=0):
        self.x = x


def made(n):
    total = 0
    for i in range(n):
        total += Made(i).made + Made(i).x
    return total


print(made(100))


class Moves(Left):
    def m(self, x):
        if x == 50:
            self.__class__ = Both
        return super(type(self), self).m(x) if x % 2 else 1


def moves(n):
    o = Moves(1)
    return [o.m(i) for i in range(n)][45:60]


print(moves(100))


class Dies(Root):
    def m(self, x):
        return super().m(x)

    def __del__(self):
        log.append(self.v)


log = []


def dies(n):
    total = 0
    for i in range(n):
        total += Dies(i).m(1)
        log.append("-")
    return total


print(dies(50), log[:5], len(log))


# Decorators that pass everything on.
def passes(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper


@passes
def target(a, b=2, *rest, k=3, **more):
    return a + b + len(rest) + k + len(more)


def wrapped(n):
    total = 0
    for i in range(n):
        total += target(i) + target(i, 1) + target(i, k=1) + target(1, 2, 3, 4, k=5, z=i)
        if i % 3 == 0:
            total += target(*range(i % 5 + 1), **{"k": i})
    return total


print(wrapped(200))


def merged(n):
    total = 0
    for i in range(n):
        a = {}
        b = {"x": i} if i % 2 else {}
        total += len(dict(**a, **b)) + len({**a, **b}) + len(dict(**b))
        try:
            dict(**b, **{"x": 1})
        except TypeError as e:
            total += 1000
    return total


print(merged(100))
