# Complex numbers that a loop carries from one iteration to the next.


def escape(c, n):
    z = 0j
    for i in range(n):
        if abs(z) > 2.0:
            break
        z = z * z + c
    return i, z


print([escape(complex(x / 7 - 2, x / 11 - 1), 60)[0] for x in range(20)])
print(escape(-0.5 + 0.25j, 500))


def table(w, h, n):
    total = 0
    last = None
    for py in range(h):
        for px in range(w):
            c = complex(3.0 * px / w - 2.0, 2.0 * py / h - 1.0)
            z = 0j
            for it in range(n):
                if abs(z) > 2.0:
                    break
                z = z * z + c
            total += it
            if it == n - 1:
                last = z
    return total, last


print(table(24, 16, 40))


# The value is seen outside: kept in lists, compared by identity, returned, dropped.
def seen(n):
    z = 1 + 0j
    kept = []
    same = 0
    for i in range(n):
        old = z
        z = z * 1j
        if i % 50 == 49:
            kept.append(z)
        if i % 60 == 59:
            kept.append(old)
            same += old is z
    return z, kept[:5], same, len(set(map(id, kept))) == len(kept)


print(seen(400))


# It stops being a complex number, or begins as something else.
class Sub(complex):
    def __del__(self):
        log.append("sub")


log = []


def changing(start, n, at, to):
    z = start
    out = []
    for i in range(n):
        z = z * (0.5 + 0.5j) + 1.0
        if i == at:
            out.append(z)
            z = to
    return z, out


for start, to in [(0j, 1.5), (1, 2j), (2.5, 3), (Sub(1, 1), 1j), (1j, Sub(2, 0)), (0j, 10 ** 20)]:
    print(changing(start, 200, 100, to))
    start = to = None
print(len(log) >= 2)


def special(z, c, n):
    for i in range(n):
        z = z * c
    return z


print(special(1 + 1j, 2 + 0j, 300))
print(special(1e308 + 0j, 1e10 + 0j, 5), special(complex("inf"), 0.5 + 0j, 200), special(complex("nan"), 0.5 + 0j, 200))
print(special(5e-324 + 0j, 1 + 0j, 200), special(-0.0 - 0j, 1 + 0j, 200))


def two(n):
    a, b = 1 + 2j, 3 - 1j
    for i in range(n):
        a, b = b * 0.5, a + b
    return a, b


print(two(60))


def conditional(n):
    z = 0j
    w = 1j
    for i in range(n):
        if i % 3:
            z = z + w
        elif i % 5 == 0:
            z = z - 1.0
        if i % 97 == 96:
            w = w * 1j
        if z.real > 1000:
            z = 0j
    return z, w


print(conditional(2000))


def errors(n):
    z = 1j
    try:
        for i in range(n):
            z = z * 1j
            if i > n - 10:
                z < 1j
    except TypeError as e:
        return str(e), z, i


print(errors(300))


def while_loop(n):
    z = 1j
    while n:
        n -= 1
        z = z * z
        z = z + 0.1j
        if abs(z) > 1e6:
            z = 0.5j
    del n
    return z


print(while_loop(500))
