# Lookups in builtin containers run no Python code, unless keys or items are objects of Python classes.
log = []


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        log.append("hash")
        return hash(self.n)

    def __eq__(self, other):
        log.append("eq")
        return isinstance(other, Key) and self.n == other.n or self.n == other


def count(words, table):
    hits = 0
    for w in words:
        if w in table:
            hits += 1
        if w not in table:
            hits += 100
    return hits


nums = list(range(50))
for k in range(40):
    r = count(nums, {1, 5, 70}), count(nums, {3: 1}), count(nums, [1, 2, 99]), count(nums, (7, 8)), count(nums, range(10)), count("abc", "xbz")
print(r)
del log[:]
print(count(nums[:4], [Key(2), 3]), len(log), count([Key(1), Key(2)], {2: 0}), len(log), count([Key(3)], [1, 3]), len(log))
try:
    count([1], "text")
except TypeError as e:
    print(e)
try:
    count([[1]], {1})
except TypeError as e:
    print("unhashable" in str(e))


def neighbours(cells):
    seen = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            p = (x + dx, y)
            seen[p] = seen.get(p, 0) + 1
            if p in seen and (p, 1) not in seen:
                seen.setdefault((p, 2), []).append(dx)
    return sum(v if isinstance(v, int) else len(v) for v in seen.values())


for k in range(30):
    r = neighbours([(i, i % 3) for i in range(20)])
print(r)
del log[:]
print(neighbours([(Key(1).n, 0)]), log)


def windows(s, n):
    out = []
    for i in range(len(s) - n):
        out.append(s[i : i + n])
        out.append(s[i::-1])
    return out[-1], out[-2], len(out)


class Idx:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        log.append("index")
        return self.n


for k in range(40):
    r = windows("abcdefghij" * 2, 3), windows(list(range(20)), 4), windows(tuple(range(12)), 2)
print(r)


def part(s, a, b):
    return s[a:b], s[a:b:1], s[b::-1]


for k in range(300):
    r = part([1, 2, 3, 4], 1, 3), part("hello", None, 2), part((1, 2, 3), -2, None)
del log[:]
print(r, part("hello", Idx(1), Idx(3)), log)
try:
    part([1], 0.5, 1)
except TypeError as e:
    print(e)


def flip(p, k):
    q = p[:]
    while k:
        q[: k + 1] = q[k::-1]
        k -= 1
    del q[0]
    return q


for k in range(40):
    r = flip(list(range(9)), 8)
print(r)


class Loud:
    def __del__(self):
        log.append("del")


def overwrite(n):
    box = [None, None]
    for i in range(n):
        box[0:1] = [Loud() if i % 50 == 49 else i]
    return len(box)


del log[:]
print(overwrite(200), len(log))


def remove_all(d, keys):
    n = 0
    for k in keys:
        try:
            del d[k]
            n += 1
        except KeyError:
            n += 1000
    return n


for k in range(30):
    r = remove_all(dict.fromkeys(range(40)), range(0, 50, 2))
print(r)


def render(rows):
    s = 0
    for a, b in rows:
        s += len(f"{a}-{b:>5}|{a!r}")
    return s


class Fancy:
    def __format__(self, spec):
        log.append(spec)
        return "fancy" + spec

    def __repr__(self):
        return "F()"


for k in range(40):
    r = render([(i, str(i)) for i in range(20)])
del log[:]
print(r, render([(1.5, 2)]), render([(Fancy(), Fancy())]), log)
