# Characters, comparisons, lengths and numbers of characters in hot loops; indices out of range; other types in between.
def count_pairs(s):
    n = 0
    for i in range(len(s) - 1):
        if s[i] == s[i + 1]:
            n += 1
        if s[i] < s[-i - 1]:
            n += 100
        if s[i] != "a":
            n += 10000
    return n


def total(s):
    t = 0
    i = 0
    while i < len(s):
        t = (t * 31 + ord(s[i])) % 1000003
        i += 1
    return t


def out_of_range(s, n):
    out = []
    for i in range(n):
        try:
            out.append(s[i])
        except IndexError as e:
            return len(out), i, str(e)


def negative(s, n):
    k = 0
    for i in range(1, n):
        try:
            k += s[-i] == "z"
        except IndexError:
            return k, i
    return k


def byte_sum(b):
    t = 0
    for i in range(len(b)):
        t += b[i] ^ b[-1 - i]
    return t


def byte_range(b, n):
    t = 0
    for i in range(n):
        try:
            t += b[i]
        except IndexError as e:
            return t, i, str(e)


class S(str):
    def __eq__(self, other):
        return "sub"

    def __hash__(self):
        return 1

    def __len__(self):
        return 7

    def __getitem__(self, i):
        return "got"


def mixed(values):
    out = []
    for v in values:
        out.append(v == "ab")
        out.append(len(v))
        out.append(v[0])
    return out


def ords(values):
    t = 0
    for v in values:
        try:
            t += ord(v)
        except TypeError as e:
            t += 1
            m = str(e)
    return t, m


def orders(words):
    n = [0] * 6
    for a in words:
        for b in words:
            n[0] += a < b
            n[1] += a <= b
            n[2] += a == b
            n[3] += a != b
            n[4] += a > b
            n[5] += a >= b
    return n


text = "abcabba" * 60 + "äöü" * 30 + "日本" * 30 + "\U0001f600a" * 20
print(count_pairs(text), total(text))
print(out_of_range(text, 2000), negative("zaz" * 300, 2000))
data = bytes(i * 7 & 255 for i in range(900))
print(byte_sum(data), byte_range(data, 2000))
r = mixed(["ab", "cd"] * 400 + [S("ab")] * 3 + [[1, 2]] * 3 + [(3,)] * 2 + ["ab"])
print(len(r), r[-27:])
print(ords(list("abc") * 300 + ["ab", "", "é", b"x"] + ["日"] * 3))
print(orders(["", "a", "b", "ab", "é", "日", "\U0001f600", "a\0", "A"] * 4))
