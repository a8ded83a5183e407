# Functions made anew in a loop, functions of one code with different cells, defaults and namespaces.


def adder(n):
    def add(x):
        return x + n

    return add


def apply(f, xs):
    t = 0
    for x in xs:
        t += f(x)
    return t


for k in range(60):
    r = apply(adder(k), range(40))
print(r)
fs = [adder(n) for n in (1, 10, 100)]


def rotate(n):
    t = 0
    for i in range(n):
        t = (t * 3 + fs[i % 3](i)) % 1000003
    return t


print(rotate(3000))
fs.append(adder(2.5))
fs.append(lambda x: -x)
fs.append(lambda x, y=7: x * y)


def mixed(n):
    t = 0
    for i in range(n):
        t += fs[i % 6](i)
    return t


print(mixed(3000))

curry = lambda f: lambda a: lambda b: lambda c: f(a, b, c)


def curried(n):
    g = curry(lambda a, b, c: a * b + c)
    t = 0
    for i in range(n):
        t += g(i)(3)(1)
    return t


print(curried(2000))


def counters(n):
    out = []
    for i in range(n):
        total = i

        def bump(k=1, *, twice=False):
            nonlocal total
            total += k * (1 + twice)
            return total

        bump()
        bump(2)
        bump(twice=True)
        out.append(bump)
    return sum(f() for f in out), out[3](), out[-1].__defaults__, out[0].__kwdefaults__, out[0].__closure__[0].cell_contents


print(counters(800))

# One code, two namespaces.
src = """
base = %d
def make(k):
    def f(x):
        return x + k + base
    return f
"""
code = compile(src % 5, "<made>", "exec")
spaces = [{}, {}]
for g in spaces:
    exec(code, g)
spaces[1]["base"] = 1000


def across(n):
    t = 0
    for i in range(n):
        f = spaces[i > n // 2]["make"](i)
        t += f(1)
    return t


print(across(2000))


def swapped(n):
    f = adder(1)
    t = 0
    for i in range(n):
        t += f(i)
        if i == n // 2:
            f.__code__ = (lambda k: lambda x: x * k)(2).__code__
    return t


print(swapped(2000))


def unset(n):
    bad = 0
    for i in range(n):

        def g():
            return later

        try:
            g()
        except NameError:
            bad += 1
        later = i
        bad += g() == i
        del later
    return bad


print(unset(900))


def deleted_default(n):
    def f(a, b=2):
        return a + b

    t = 0
    try:
        for i in range(n):
            t += f(i)
            if i == n - 5:
                f.__defaults__ = None
    except TypeError as e:
        return t, str(e)


print(deleted_default(1000))
