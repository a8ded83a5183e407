# Locals of a function go one after the other when it returns; destructors of some run while others wait.
log = []


class Noisy:
    def __init__(self, n, other=None):
        self.n = n
        self.other = other

    def __del__(self):
        a, b, c = self.n, [self.n], "text"
        d = helper(a, b, c)
        log.append(d)


def helper(a, b, c):
    x, y, z = a, b, c
    w = [x, y, z]
    return w[0]


def loop():
    row = [Noisy(i) for i in range(3)]
    for it in row:
        pass
    return 5


def many():
    a = Noisy("a")
    b = Noisy("b")
    c = Noisy("c", a)
    d = [b, c]
    e = Noisy("e", d)
    f = {"k": Noisy("f")}
    g = a
    return e


def fails():
    a = Noisy("x")
    b = [a, Noisy("y")]
    c = Noisy("z", b)
    d = a
    raise ValueError("no")


def identity(x):
    return x


def show(what):
    print(what, log)
    log.clear()


for _ in range(3):
    loop()
    show("statement")
    identity(loop())
    show("argument")
    x = [loop()]
    show("item")
    x = identity(identity(loop()) + loop())
    show("nested")
    many()
    show("many")
    x = [1, 2, many()]
    show("kept")
    x = None
    show("gone")
    try:
        identity(fails())
    except ValueError:
        pass
    show("raised")


def wide():
    a0 = Noisy(0)
    a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = Noisy("shared")
    b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = b9 = Noisy("other")
    c0, c1, c2 = Noisy("c0"), Noisy("c1"), Noisy("c2")
    return len([a9, b9, c2])


print(identity(wide()))
show("wide")
