# Functions made anew in a loop, called with some of their defaults: each has its own.
def made(n):
    t = 0
    for i in range(n):
        def g(x, k=i % 5, *, s=1):
            return x * k + s

        h = lambda v, a=i, b="b": (v + a, b)
        t += g(i) + g(i, 2) + h(1)[0] + len(h(2, b="xyz")[1]) + h(3, 4)[0]
        fs = [lambda v, m=m, c=i: v * m - c for m in range(4)]
        t += fs[i % 4](2) + fs[3](1, 1) + fs[0](5, c=7)
    return t


print(made(1500))


def changed(n):
    out = 0
    fs = []
    for i in range(6):
        def f(x, y=i, z=10 * i):
            return x + y + z
        fs.append(f)
    for i in range(n):
        f = fs[i % 6]
        out += f(1) + f(1, 2)
        if i == n - 20:
            fs[2].__defaults__ = (100, 1000)
        elif i == n - 10:
            fs[3].__defaults__ = (5,)
            fs[4].__defaults__ = None
        if i > n - 10:
            try:
                out += fs[3](1)
            except TypeError as e:
                out += len(str(e))
            fs[3].__defaults__ = (1, 2, 3)
            fs[4].__defaults__ = (7, 8)
            out += fs[3]()
            fs[3].__defaults__ = (4, 5)
    return out


print(changed(2000))


class A:
    def __init__(self, n):
        self.fs = [lambda self_, q=k, r=str(k): (q, r, self_) for k in range(n)]

    def run(self, n):
        out = []
        for i in range(n):
            q, r, s = self.fs[i % len(self.fs)](i)
            out.append(q * 2 + len(r) + s)
        return sum(out)


print(A(3).run(2000), A(15).run(2000))
