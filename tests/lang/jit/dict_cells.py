# A dict is looked up once where nothing can change it in between; everything that can must be noticed.

def counts(words):
    d = {}
    for w in words:
        d[w] = d.get(w, 0) + 1
    return d


W = ("the quick brown fox jumps over the lazy dog and the cat " * 60).split()
print(sorted(counts(W).items()))
print(sorted(counts([(a, len(a) % 3) for a in W]).items())[:4])
print(sorted(counts([len(w) for w in W]).items()), sum(counts(range(3000)).values()))
print(counts([1, True, 1.0, 2**70, 2**70, "1", None, (1, (2, "x")), (1.0, (2, "x")), 1j] * 300))


def branches(keys):
    d, odd = {}, 0
    for k in keys:
        if k in d:
            d[k] += 1
        else:
            d[k] = 1
        if k not in d:
            odd += 1
        if (k, 1) not in d and k in d:
            odd += d[k]
    return len(d), odd, sorted(map(str, d.items()))[:3]


print(branches(W), branches([(a, b) for a in range(40) for b in range(40)] * 2))


def removed(n):
    d = {k: k for k in range(8)}
    out = 0
    for i in range(n):
        k = i % 8
        if k in d:
            out += d[k]
            del d[k]
            out += k in d
        else:
            d[k] = i
        if d.get(k) is None:
            out += 100000
        d.pop(k + 1, None)
        out += d.get(k + 1, 7)
        if i % 50 == 0:
            d.clear()
            out += k in d
    return out, sorted(d)


print(removed(4000))


def grown(n):
    d = {"a": 0}
    for i in range(n):
        d["a"] += 1
        d[i] = i
        d["a"] += d[i]
        d["k%d" % (i % 9)] = d["a"]
    return d["a"], len(d)


print(grown(3000))


class Drop:
    def __init__(self, d, k):
        self.d, self.k = d, k

    def __del__(self):
        self.d[self.k] = self.d.get(self.k, 0) + 1
        self.d.pop("gone", None)


def destructors(n):
    d = {"gone": 1}
    out = 0
    for i in range(n):
        d["x"] = Drop(d, "count") if i % 3 else i
        d["x"] = None
        out += d.get("count", 0)
        d["gone"] = i
        out += "gone" in d
    return out, d["count"], sorted(d)


print(destructors(1500))


class Key:
    """Equal to a string, with its hash."""
    seen = 0

    def __init__(self, s):
        self.s = s

    def __hash__(self):
        return hash(self.s)

    def __eq__(self, other):
        Key.seen += 1
        return self.s == (other.s if isinstance(other, Key) else other)


def odd_keys(n):
    d = {Key("a"): 1, Key((1, 2)): 2, "b": 3}
    out = 0
    for i in range(n):
        out += d["a"] + d.get((1, 2), 50) + d.get("c", 4)
        d["a"] = i % 5
        if (1, 2) in d and "b" in d:
            out += 1
        if i == n - 10:
            d = {"a": 1, (1, 2): 2, "b": 3}
    return out, Key.seen > 0, [k if type(k) is not Key else "Key" for k in d]


print(odd_keys(2000))


class D(dict):
    def __missing__(self, k):
        return -1

    def __getitem__(self, k):
        return dict.__getitem__(self, k) * 2 if k in self else self.__missing__(k)

    def get(self, k, default=None):
        return "got"


def kinds(dicts, n):
    out = {}
    for i in range(n):
        d = dicts[i % len(dicts)]
        k = i % 6
        try:
            v = (d[k], d.get(k, 9), k in d)
        except KeyError as e:
            v = ("missing", e.args)
        d[k + 3] = i % 2
        out[str(v)] = out.get(str(v), 0) + 1
    return sorted(out.items())


print(kinds([{1: 1, 2: "x"}], 1500))
print(kinds([{1: 1, 2: "x"}, D({1: 5}), {5: 5.5}], 3000))

counter = 0


def through_globals(n):
    g = globals()
    total = 0
    for i in range(n):
        g["counter"] = i
        total += counter
        if "counter" in g:
            g["counter"] += 1
        total += counter
    return total


print(through_globals(2500), counter)


class Box:
    limit = 1


def through_instance_dict(n):
    b = Box()
    d = b.__dict__
    total = 0
    for i in range(n):
        d["v"] = i
        total += b.v
        b.v = i + 2
        total += d["v"] + d.get("w", 0)
        if i % 400 == 399:
            b.w = i
    return total


print(through_instance_dict(2000))


def same_dict(a, b, n):
    """a and b may be one."""
    out = 0
    for i in range(n):
        k = i % 4
        x = a.get(k, 0)
        b[k] = x + 1
        out += a[k] if k in a else -1
        b[k + 10 + i] = 1
        out += k + 10 + i in a
    return out


print(same_dict({}, {}, 1500))
d = {}
print(same_dict(d, d, 1500))


def nested(n):
    d = {}
    for i in range(n):
        a, b = i % 7, i % 5
        if a not in d:
            d[a] = {}
        e = d[a]
        e[b] = e.get(b, 0) + i
        d[a, b] = d.get((a, b), 0) + e[b] % 3
    return sum(sum(e.values()) if type(e) is dict else e for e in d.values()), len(d)


print(nested(3000))


def floats(n):
    d = {}
    for i in range(n):
        k = i / 2
        d[k] = d.get(k, 0.5) + 1
        d["f"] = d.get("f", 0.0) + 1e300 * (i % 2) * 1e10
        d["f"] -= 1e-300
    return sum(v for k, v in d.items() if k != "f"), d["f"]


print(floats(1500))


def iterated(n):
    d = {k: 0 for k in range(50)}
    for i in range(n):
        try:
            for k in d:
                d[k] += 1
                if i == n - 1 and k == 20:
                    d["new"] = 1
        except RuntimeError as e:
            return str(e), sum(d.values())


print(iterated(60))


def tuple_hash(n):
    t = (1, "a", (2, 3))
    u = (1, "a", [2])
    out = 0
    for i in range(n):
        out += hash(t) == hash((1, "a", (2, 3)))
        try:
            {u: 1}
        except TypeError as e:
            out += len(str(e)) > 3
        out += t == (1, "a", (2, 3)) and (t, i) != (t, i + 1)
    return out


print(tuple_hash(1200))
