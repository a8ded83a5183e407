# zip and enumerate over lists, tuples, ranges and strings, nested, shared, and ending in the middle.


def sums(a, b, n):
    total = 0
    for k in range(n):
        for x, y in zip(a, b):
            total += x * y
        for i, (x, y) in enumerate(zip(a, b), 3):
            total += i * x - y
        for x, (i, y) in zip(b, enumerate(a)):
            total += x + i * y
        for t in zip(a, b, range(100), (1, 2, 3) * 50):
            total += len(t) + t[3] + t[2]
        for (x,) in zip(a):
            total -= x
        for c, d in zip("abcdef" * 10, a):
            total += ord(c) * d
        for (i, c), (j, d) in zip(enumerate("xyz" * 9), enumerate("uvw" * 9)):
            total += i + j + (c < d)
    return total


a = list(range(60))
b = [x * 0.5 for x in range(50)]
print(sums(a, b, 20), sums(tuple(a), b[::-1], 20), sums(b, range(70), 20), sums([], b, 20))


# One iterator in several places takes several items of it.
def chunks(n):
    out = []
    for k in range(n):
        it = iter(range(31))
        out.append(sum(x * y for x, y in zip(it, it)))
        it = iter(a)
        s = 0
        for x, y, z in zip(it, it, it):
            s += x * y - z
        for i, (x, y) in enumerate(zip(it, it)):
            s += i
        out.append(s)
        it = iter(a)
        for (i, x), y in zip(enumerate(it), it):
            s += i * x - y
        out.append((s, list(it)))
    return out[-3:]


print(chunks(40))


def mixed(n):
    total = 0
    its = [iter(a), iter(a)]
    for k in range(n):
        p, q = its[0], its[k % 2]
        for x, y in zip(p, q):
            total += x - 2 * y
            if x > 40:
                break
        its = [iter(a), iter(a)]
    return total


print(mixed(80))


# The shorter one ends first; what the longer one lost is lost.
def leftovers(n):
    out = []
    for k in range(n):
        p, q = iter([1, 2, 3, 4, 5]), iter((1, 2, 3))
        for x, y in zip(p, q):
            pass
        rest = list(p)
        p, q = iter([1, 2, 3, 4, 5]), iter((1, 2, 3))
        for x, y in zip(q, p):
            pass
        out.append((rest, list(p), x, y))
    return out[0], out[-1]


print(leftovers(60))


def strict(n):
    bad = 0
    for k in range(n):
        try:
            for x, y in zip(a, b if k % 2 else a, strict=True):
                pass
        except ValueError as e:
            bad += 1
            text = str(e)
    return bad, text, x, y


print(strict(60))


# Lists that grow, shrink and change class under the loop.
def growing(n):
    total = 0
    for k in range(n):
        p, q = [1, 2, 3], [1.5] * 20
        for x, y in zip(p, q):
            total += x + y
            if len(p) < 12:
                p.append(x)
            if x == 3:
                q[8] = 7
                q[9] = "s"
                del q[15:]
            if isinstance(y, str):
                break
            y = 0
    return total


try:
    print(growing(60))
except TypeError as e:
    print(e)


class Noisy:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        log.append(self.n)


log = []


def lifetimes(n):
    for k in range(n):
        for x, y in zip([Noisy(1), Noisy(2)], (Noisy(3), Noisy(4))):
            log.append("-")
        del x, y
        for t in zip([Noisy(5)], [Noisy(6)]):
            pass
        log.append(t[0].n)
        t = None


lifetimes(40)
print(log[:12], len(log))


def kept(n):
    out = []
    for k in range(n):
        for t in zip(a, b):
            if t[0] % 25 == 0:
                out.append(t)
    return len(out), out[:3], len(set(map(id, out))) == len(out)


print(kept(40))
z = zip(a, b)
s = 0
for x, y in z:
    s += x
print(s, next(z, "end"), list(z))
big = 2 ** 60
print([i + x for i, x in enumerate([1, 2, 3] * 40, big - 60)][58:64])
