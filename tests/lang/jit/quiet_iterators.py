# Iterators whose next runs no Python code, until one comes that does.


class Countdown:
    def __init__(self, n):
        self.n = n
        self.log = []

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        self.log.append(self.n)
        return self.n


class Seq:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return i * i


def numbered(it):
    h = 0
    for i, x in enumerate(it):
        h = (h * 31 + i * 7 + len(str(x))) % 1000003
    return h


def squares(n):
    for i in range(n):
        yield i * i


inputs = [list(range(40)), tuple("abc" * 10), "text" * 9, b"bytes" * 6, {i: i for i in range(30)}, set(range(25)), range(50)]
for k in range(60):
    out = [numbered(x) for x in inputs]
print(out)
c = Countdown(9)
print(numbered(c), c.log, numbered(squares(12)), numbered(Seq(7)), numbered(zip([1, 2, 3], "abc")), numbered(reversed([3, 2, 1])))
print(numbered(reversed(Seq(5))), numbered(enumerate(Countdown(3))), numbered(map(abs, [-1, -2])))


def paired(a, b):
    h = 0
    for x, y in zip(a, b):
        h = (h * 17 + x * 3 + y) % 1000003
    return h


for k in range(60):
    out = [paired(range(30), list(range(20))), paired([1, 2, 3], (4, 5, 6, 7)), paired(b"abcdef", range(3))]
print(out)
shared = iter(range(100))
print(paired(shared, [1, 2, 3]), next(shared))
shared = iter([1, 2, 3])
print(paired(shared, shared), list(shared))
print(paired(Countdown(5), Countdown(4)))


def items(d, grow_at):
    total = 0
    try:
        for k, v in d.items():
            total += k * 3 + v
            if k == grow_at:
                d[1000] = 0
    except RuntimeError as e:
        return total, str(e)
    return total


for k in range(80):
    r = items({i: i * 2 for i in range(40)}, -1)
print(r, items({i: i for i in range(40)}, 20))


def keys(d, drop):
    n = 0
    try:
        for k in d:
            n += k
            if k == drop:
                del d[k]
    except RuntimeError as e:
        return n, str(e)
    return n


for k in range(80):
    r = keys(dict.fromkeys(range(40)), -1)
print(r, keys(dict.fromkeys(range(40)), 30), keys(dict.fromkeys(range(40)), 39))


def members(s, add):
    n = 0
    try:
        for x in s:
            n += x
            if x == add:
                s.add(-1)
    except RuntimeError as e:
        return n, str(e)
    return n


for k in range(80):
    r = members(set(range(40)), -5)
print(r, members({1, 2, 3}, 2)[1])


def letters(s):
    n = 0
    for c in s:
        if c == "a":
            n += 1
        elif c > "z":
            n += 100
    return n


for k in range(60):
    r = letters("banana" * 8)
print(r, letters("aé€😀a"), letters(""))


def unpack_wrong(pairs):
    out = []
    try:
        for a, b in pairs:
            out.append(a + b)
    except (ValueError, TypeError) as e:
        out.append(str(e))
    return out[-2:]


for k in range(60):
    r = unpack_wrong([(i, i + 1) for i in range(30)])
print(r, unpack_wrong([(1, 2), (1, 2, 3)]), unpack_wrong([[5, 6], "a"]), unpack_wrong(["ab", "cd"]), unpack_wrong({"xy": 1}.items())[-1:])


def first_of(d):
    # The value that the loop variable had stays when the loop is empty.
    k = v = None
    for k, v in d.items():
        pass
    return k, v


for k in range(100):
    r = first_of({}), first_of({"a": [k]}), first_of({"b": 1, "c": 2})
print(r)
