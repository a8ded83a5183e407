# Slices in hot loops: bounds of all kinds, steps, overlaps, slices of and into themselves, and values that need __index__.

def reverse_prefix(p, n):
    for i in range(n):
        k = i % len(p)
        p[:k + 1] = p[k::-1]
    return p


print(reverse_prefix(list(range(9)), 3000))
print(reverse_prefix(list("abcdef") + [[1], None, 2.5], 3000))


def overlapping(n):
    out = []
    for i in range(n):
        a = list(range(10))
        a[2:6] = a[0:4]
        a[0:4] = a[2:6]
        a[5:] = a[:5]
        a[1:4] = a[3:0:-1]
        a[:3] = a[2::-1]
        a[4:8] = a[7:3:-1]
        a[3:7] = a[8:4:-1]
        a[:] = a[::-1]
        if not out or out[-1] != a:
            out.append(a)
    return out


print(overlapping(1500))


def resized(n):
    a = [0, 1, 2]
    for i in range(n):
        a[1:2] = a[::2]
        a[2:] = a[1:3]
        a[len(a):] = a[-1:]
        if len(a) > 30:
            a[3:] = a[2:0:-1]
    return a


print(resized(2000))


def between(a, b, n):
    for i in range(n):
        k = i % 5
        b[k:k + 3] = a[4:1:-1]
        a[k:k + 2] = b[k:k + 2]
        b[1:1 + k] = a[:k]
    return a, b


print(between(list(range(8)), list("abcdefgh"), 2000))
x = list(range(8))
print(between(x, x, 2000))


class Index:
    def __init__(self, i):
        self.i = i

    def __index__(self):
        return self.i


class Resizing:
    """Its __index__ changes the list that is sliced."""

    def __init__(self, target):
        self.target = target

    def __index__(self):
        self.target.append(7)
        return 2


def kinds(n):
    out = []
    a = list(range(12))
    bounds = [0, 3, -2, None, True, 10**30, -10**30, Index(4), Index(-1)]
    steps = [1, 2, -1, -3, None, True, 10**30, Index(2)]
    for i in range(n):
        s, e, t = bounds[i % 9], bounds[i // 9 % 9], steps[i // 81 % 8]
        out.append(sum(a[s:e:t]) + len("abcdefghijkl"[s:e:t]) + len((1, 2, 3, 4)[s:e:t]) + len(b"abcdef"[s:e:t]) + len(a[s:e]))
    return sum(out), out[:20], out[-5:]


print(kinds(3000))


def errors(n):
    seen = {}
    a = [1, 2, 3, 4, 5, 6]
    for i in range(n):
        step = i % 500 - 250
        try:
            if i % 2:
                a[::step] = a[::-step]
            elif i % 3:
                a[1:4:2] = a[1:3] if i % 7 else a[:3]
            else:
                a[0:2] = a["x":2] if i % 11 == 0 else a[2:4]
        except (ValueError, TypeError) as e:
            m = str(e)
            seen[m] = seen.get(m, 0) + 1
    return seen, a


for k, v in errors(3000)[0].items():
    print(v, k)
print(errors(2200)[1])


def zero_step(n):
    a = [1, 2, 3]
    c = 0
    for i in range(n):
        step = 1 if i < n - 3 else 0
        try:
            a[:] = a[::step]
        except ValueError as e:
            c += 1
            message = str(e)
    return c, message, a


print(zero_step(2000))


class L(list):
    def __getitem__(self, k):
        return ["L"] if isinstance(k, slice) else list.__getitem__(self, k)

    def __setitem__(self, k, v):
        list.__setitem__(self, k, v + ["set"] if isinstance(k, slice) else v)


def subclasses(values, n):
    for i in range(n):
        v = values[i % len(values)]
        w = values[i * 7 % len(values)]
        v[0:2] = w[1::-1]
        del v[6:]
    return values


print(subclasses([[1, 2, 3], [4, 5, 6]], 2000))
print(subclasses([[1, 2, 3], L([4, 5, 6]), [7, 8]], 2000))


def resizing(n):
    a = [1, 2, 3]
    for i in range(n):
        b = a[Resizing(a):]
        a[Resizing(a):] = b[:3]
    return a, b


print(resizing(1500))


class Noisy:
    n = 0

    def __del__(self):
        Noisy.n += 1


def destructors(n):
    a = [None] * 4
    b = [None] * 4
    for i in range(n):
        b[i % 4] = Noisy()
        a[:] = b[::-1]
        a[1:3] = b[1:3]
        if i % 5 == 0:
            b[:2] = a[3:1:-1]
    a = b = None
    return Noisy.n


print(destructors(2000))


def seen_on_the_way(n):
    a = list(range(6))
    out = 0
    for i in range(n):
        k = i % 5 if i < n - 20 else 2**60 - 1
        try:
            a[:k + 1] = a[k if k < 6 else 5::-1]
        finally:
            out += a[0]
    return out, a


print(seen_on_the_way(2000))


def strings(s, n):
    out = 0
    for i in range(n):
        k = i % 9
        out += len(s[k:]) + len(s[:k]) + len(s[k::-1]) + (s[k:k + 1] == "a") + (s[::-1][k] == "b")
        if s[k:k + 2] == "ab":
            out += 1000
    return out


print(strings("abcabcabcab", 2000), strings("\u0416ab\u0416abc\u0443ab", 2000))
t = tuple(range(7))
print(sum(len(t[i % 4:]) + sum(t[::-1][:i % 3]) for i in range(2000)), t[:] is t)
