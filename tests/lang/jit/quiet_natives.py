# Methods of builtin types as quiet calls: receivers, arguments and bound methods change under a hot loop.
log = []


class K:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        log.append(self.n)
        return self.n

    def __eq__(self, other):
        return self is other


class D(dict):
    def get(self, k, d=None):
        return "own"


class L(list):
    def pop(self, *a):
        return "popped"


def tally(words, d):
    for w in words:
        d[w] = d.get(w, 0) + 1
    return d


for k in range(30):
    r = tally("the quick the lazy the dog".split() * 5, {})
print(r)
print(tally([K(1), K(2)], {}) and log)
try:
    tally(["a"], D())
except TypeError as e:
    print(e)
try:
    tally([[]], {})
except TypeError as e:
    print("unhashable" in str(e))


def clean(lines):
    out = []
    for s in lines:
        s = s.strip(" .,").lower()
        if s.startswith("a") and not s.endswith("z"):
            s = s.replace("a", "4").upper()
        out.append(s.split("-")[0] + ",".join([s, s]) + str(len(s)))
    return out


for k in range(40):
    r = clean([" Abc-x. ", "zed,", "a-z", "", "Äpfel"] * 8)
print(r[:5])
try:
    clean([b"bytes"])
except TypeError as e:
    print(e)
try:
    clean([5])
except AttributeError as e:
    print(e)


def stack(n, s):
    t = 0
    for i in range(n):
        s.append(i)
        s.insert(0, -i)
        t += s.pop() + s.pop(0)
        s.extend((i, i))
        s.pop(-2)
    return t, len(s)


for k in range(30):
    r = stack(60, [])
print(r)
try:
    stack(3, L([1]))
except TypeError as e:
    print(e)


def drain(s):
    n = 0
    try:
        while True:
            n += s.pop()
    except IndexError as e:
        return n, str(e)
    except KeyError as e:
        return n, str(e)


for k in range(40):
    r = drain(list(range(30))), drain(set(range(20)))
print(r)


def groups(cells):
    live = set()
    for c in cells:
        live.add(c)
        live.add((c, c))
        live.discard(c - 5)
    return len(live)


for k in range(30):
    r = groups(range(60))
print(r)


def bound(n, add, get):
    for i in range(n):
        add(i)
    return sum(get(i, 1) for i in range(n))


for k in range(60):
    xs, st, d = [], set(), {i: i for i in range(10)}
    r = bound(20, xs.append, d.get), bound(20, st.add, d.get), len(xs), len(st)
print(r, bound(5, log.append, {}.get), log[-2:])


def kinds(values):
    out = []
    for v in values:
        if isinstance(v, bool):
            out.append("b")
        elif isinstance(v, (int, float)):
            out.append("n")
        elif isinstance(v, str):
            out.append("s")
        elif type(v) is K:
            out.append("k")
        elif isinstance(v, K):
            out.append("K")
        else:
            out.append("?")
    return "".join(out)


class K2(K):
    pass


class Liar:
    @property
    def __class__(self):
        return str


class Meta(type):
    def __instancecheck__(cls, x):
        return x == 3


class Odd(metaclass=Meta):
    pass


for k in range(60):
    r = kinds([1, True, 2.5, "s", None, K(1), 1 << 70])
print(r, kinds([K2(1), Liar(), [], Odd]))


def checked(xs, c):
    return [isinstance(x, c) for x in xs]


for k in range(200):
    r = checked([1, 2, 3, "x"], int)
print(r, checked([1, 3], Odd), checked([K2(0), K(0)], K2))
try:
    checked([1], 5)
except TypeError as e:
    print(e)


class Base:
    pass


class Late:
    pass


def is_base(xs):
    n = 0
    for x in xs:
        if isinstance(x, Base):
            n += 1
    return n


class Mid(Base):
    pass


class Sub(Mid):
    pass


objs = [Sub() for _ in range(300)]
print(is_base(objs))
Sub.__bases__ = (Late,)
print(is_base(objs))


def convert(xs):
    t = 0
    for x in xs:
        t += int(x) + len(str(x)) + ord(chr(int(x) + 65)) + round(float(x)) + hash(x) % 3
    return t


class N:
    def __int__(self):
        log.append("int")
        return 1


for k in range(40):
    r = convert([1, 2, 3, 4] * 10)
print(r)
try:
    convert(["1", "x"])
except (TypeError, ValueError) as e:
    print(e)
try:
    convert([N()])
except TypeError as e:
    print(e, log[-1])
