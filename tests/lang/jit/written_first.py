# Registers that a loop writes before it reads them keep the type that the loop leaves in them. What comes in may be something
# else: nothing, None, another number, an object whose end is visible.
class Loud:
    gone = 0

    def __del__(self):
        Loud.gone += 1


def fresh(n):
    for i in range(n):
        d = i * 0.5
        e = d > 3.0
    return d, e


def short_loops(n):
    # Each call comes with unbound names.
    t = 0.0
    for k in range(n):
        t += inner(k)
    return t


def inner(k):
    s = 0.0
    for j in range(8):
        d = j - k * 0.25
        s += d * d
    return s + d


def replaces_object(n):
    x = Loud()
    y = None
    seen = []
    for i in range(n):
        if i == n - 3:
            seen.append(Loud.gone)
        x = i * 1.5
        y = i
    return seen, x, y, Loud.gone


def nested(n):
    last = []
    for i in range(n):
        d = None if i % 7 == 0 else "s"
        for j in range(12):
            d = i * j * 0.1
            k = j & i
        last.append((d, k))
    return last[-1], len(last)


def alternates(n):
    out = 0
    for i in range(n):
        v = i if i % 3 else i * 0.5
        w = v
        out += w
    return out, v, w


def breaks(n):
    for i in range(n):
        a = i * 0.5
        b = a * a
        if b > 10000:
            break
    return a, b, i


def raises(n, items):
    try:
        for i in range(n):
            a = i * 0.25
            b = items[i]
    except IndexError:
        return a, b, i


def unchanged(n, p, q, items, name):
    # p, q, items and name never change: exits leave them where they are.
    t = 0
    try:
        for i in range(n):
            t += items[i % len(items)] * p
            if i % 97 == 0:
                t += q
            if i == n - 5:
                t = t / 0 if q else t
    except ZeroDivisionError:
        return t, p, q, items, name
    return t, p, q, items, name


def locals_change(n, p):
    seen = []
    for i in range(n):
        if i % 400 == 0:
            seen.append((i, p))
            p = p + 1 if i != 800 else "x"
            if p == "x":
                p = 5
    return seen, p


print(fresh(2000))
print(short_loops(600))
print(replaces_object(2000))
print(nested(300))
print(alternates(2000))
print(breaks(2000))
print(raises(2000, list(range(1500))))
print(unchanged(2000, 3, 0, [1, 2, 3], "n"))
print(unchanged(2000, 0.5, 1, [1, 2, 3], None))
print(locals_change(2000, 1))
