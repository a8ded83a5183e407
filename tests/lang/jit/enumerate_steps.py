# enumerate and str iterators stepped in hot loops: lists that change, iterators looked at from outside, big counts, exceptions.
def total(items):
    t = 0
    for i, x in enumerate(items):
        t += i * x
    return t


def started(items, start):
    t = []
    for i, x in enumerate(items, start):
        t.append(i - start if x else None)
    return len(t), t[-1]


def grows(n):
    items = [1] * n
    seen = 0
    limit = n + 50
    for i, x in enumerate(items):
        if i == len(items) - 1 and i < limit:
            items.append(i)
        seen += x
    return seen, len(items)


def shrinks(n):
    items = list(range(n))
    last = None
    for i, x in enumerate(items):
        last = (i, x)
        if i > 300:
            items.pop()
    return last, len(items)


def shared(n):
    inner = iter(list(range(n)))
    e = enumerate(inner)
    out = []
    for i, x in e:
        if i % 100 == 50:
            out.append(next(inner))
        if i % 100 == 70:
            out.append(next(e))
    return out, list(e), list(inner)


def kept_pairs(items):
    out = []
    for p in enumerate(items):
        if p[0] % 500 == 0:
            out.append(p)
    return out


def mixed(items):
    t = 0
    for i, x in enumerate(items):
        if isinstance(x, str):
            t += len(x)
        elif x is None:
            t += 1000
        else:
            t += x
    return t


def raises(items):
    try:
        for i, x in enumerate(items):
            y = 10 / x
    except ZeroDivisionError:
        return i, x, y


def letters(s):
    n = 0
    for c in s:
        if c == "a":
            n += 1
        elif c > "é":
            n += 1000
    return n


def numbered_letters(s):
    t = 0
    for i, c in enumerate(s):
        t += i if c in "aeiou" else -1
    return t


def rest(s):
    it = iter(s)
    out = []
    for c in it:
        if c == "|":
            out.append(next(it))
    return out, list(it)


class Loud:
    gone = []

    def __init__(self, k):
        self.k = k

    def __del__(self):
        Loud.gone.append(self.k)


def objects(n):
    items = [Loud(i) for i in range(n)]
    for i, x in enumerate(items):
        items[i] = None
        if i % 300 == 299:
            x = None
            # Whoever makes the pairs may keep the last one for a moment.
            print(len(Loud.gone) >= i - 1)
    return len(Loud.gone) >= n - 1


def nested(rows):
    t = 0
    for i, row in enumerate(rows):
        for j, x in enumerate(row, 1):
            t += i * j * x
    return t


print(total(list(range(2000))), total(tuple(range(2000))), total([0.5] * 2000))
print(started([1] * 2000, -5), started([1] * 2000, (1 << 60) - 700), started([1] * 900, 1 << 70))
print(grows(1000), shrinks(1500))
print(shared(1000))
print(kept_pairs([7] * 1600))
print(mixed([1, 2, 3] * 300 + ["ab", None, 2.5, True] * 3))
print(raises([1, 2, 4] * 400 + [0, 1]))
print(letters("abcä" * 400 + "日a" * 20), numbered_letters("hello wörld " * 200))
print(rest("ab|cd" * 300 + "|"[:0] + "xyz"))
print(objects(1500))
print(nested([[1, 2, 3], (4, 5), [], [0.5] * 4] * 200))
