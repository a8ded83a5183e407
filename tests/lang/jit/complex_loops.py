# Complex arithmetic in hot loops: results that vanish and that stay, infinities and nans, floats and ints on the right, subclasses.
def orbit(c, n):
    z = 0j
    for i in range(n):
        if abs(z) > 1e6:
            return i, z
        z = z * z + c
    return n, z


def kept(n):
    out = []
    z = 1 + 0.5j
    for i in range(n):
        w = z * (0.6 - 0.7j) - 0.25
        z = w + 0.125j
        if i % 400 == 0:
            out.append(w)
            out.append((z, w))
    return out


def mixed(values):
    t = 0
    for v in values:
        t = t + v * 2.0
        t = t * 0.5 - v
    return t


def infinities(n):
    z = 1 + 1j
    seen = []
    for i in range(n):
        z = z * (3 + 1j)
        if i == n - 5:
            z = complex(float("inf"), 1.0)
        if i >= n - 5:
            seen.append(abs(z))
        elif abs(z) > 1e100:
            z = 1 + 1j
    return seen


def too_large(n):
    k = 0
    z = 1 + 1j
    for i in range(n):
        if i == n - 2:
            z = complex(1.7e308, 1.7e308)
        try:
            k += abs(z) > 1
        except OverflowError as e:
            return i, str(e), k


class C(complex):
    def __mul__(self, other):
        return "C.mul"

    def __abs__(self):
        return 77.0


def subclass(values):
    out = []
    for v in values:
        out.append(v * v)
        out.append(abs(v))
    return out


def aliases(n):
    z = 1j
    same = 0
    for i in range(n):
        y = z + 1.0
        w = y
        if w is y:
            same += 1
        z = y - 1.0
    return same, z, w


def raises(n):
    z = 2j
    try:
        for i in range(n):
            z = z + 1.0
            w = z / (n - 1 - i)
    except ZeroDivisionError:
        return z, w, i


print(orbit(-0.5 + 0.5j, 3000), orbit(0.3 + 0.02j, 3000), orbit(1 + 1j, 50))
print(kept(2000))
print(mixed([1 + 2j, 3 - 1j] * 600), mixed([1j, 2.5, 3, True] * 300))
print(infinities(2000)[:1])
print(too_large(2000))
r = subclass([1 + 1j] * 800 + [C(1, 2)] * 2 + [3, 2.5, 1j])
print(r[-10:])
print(aliases(2000), raises(1500))
