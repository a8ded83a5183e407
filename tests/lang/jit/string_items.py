# Characters of strings: narrow and wide ones, negative indices, ends, subclasses, comparisons by number and by pointer.

def equal_chars(a, b):
    n = 0
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                n += 1
            if a[i] != b[-j - 1]:
                n += 100
            if a[i] < b[j]:
                n += 10000
            if a[-i - 1] >= b[j]:
                n += 1000000
    return n


A, B = "hello world" * 3, "yellow submarine" * 2
print(equal_chars(A, B))
print(equal_chars(A, "\xe9t\xe9 \xff" * 5))
print(equal_chars(A, "\u0416\u0443\u043a hello" * 3))
print(equal_chars("\U0001f600ab" * 10, "ab\U0001f600\u0416" * 6))


def mixed(strings, n):
    out = []
    for i in range(n):
        s = strings[i % len(strings)]
        out.append(s[i % len(s)])
        out.append(s[-1 - i % len(s)])
    return "".join(out)[-40:], len(set(out))


print(mixed(["abc", "\u0416\u0443\u043a", "xy", "\U0001f600z", "\xe9"], 3000))


def ends(s, n):
    out = []
    for i in range(n):
        try:
            c = s[i - 2500]
        except IndexError as e:
            c = str(e)
        if not out or out[-1] != c:
            out.append(c)
    return out


print(ends("abcabcaa", 3200))


class S(str):
    def __getitem__(self, i):
        return "S" + str.__getitem__(self, i)


class T(str):
    pass


def subclass(values, n):
    out = {}
    for i in range(n):
        c = values[i % len(values)][i % 2]
        out[c] = out.get(c, 0) + 1
    return out


print(subclass(["ab", "ba"], 2000))
print(subclass(["ab", S("ab"), T("ba")], 3000))


def one_char(tokens, text):
    n = 0
    for c in text:
        for t in tokens:
            if c == t:
                n += 1
            if t != c:
                n += 1000
    return n


print(one_char(["a", "b", "ab", "", "\xe9", "\u0416", T("a"), "".join(["", "b"]), "xa"[1:], T("a") + "", "" + T("b")], "abcab\xe9\u0416" * 40))
print("" + T("b") == "b"[0:1], T("a") + "" == "a", type(T("a") + ""), type("" + T("b")))


def codes(text):
    n = 0
    for i, c in enumerate(text, 3):
        n += ord(c) * i
        if "a" <= c <= "f":
            n += 7
        elif c > "m":
            n -= 3
        if c == "q" or "z" == c:
            n ^= 1
    return n


print(codes("the quick brown fox jumps over the lazy dog " * 40), codes("\u0416\u0443q" * 300), codes("\xe0\xe1z" * 300))


def grown(n):
    s = "a"
    hits = 0
    for i in range(n):
        if s[i] == "a":
            hits += 1
        if s[-1] == "b":
            hits += 1000
        s += "ab"[i % 2]
        if len(s) != i + 2:
            return "wrong"
    return hits, len(s)


print(grown(3000))


def widened(n):
    s = ""
    out = 0
    for i in range(n):
        s += "x" if i < n - 100 else "\u0416"
        out += s[i] == "x"
        out += s[0] == "\u0416"
    return out, len(s), s[-1]


print(widened(2500))


def iterate_and_change(n):
    t = 0
    for k in range(n):
        s = "abc"
        for c in s:
            s += c
            t += c == "b"
        t += len(s)
    return t


print(iterate_and_change(600))


def previous(text):
    prev = None
    runs = 0
    for c in text:
        if c == prev:
            runs += 1
        prev = c
    return runs, prev


print(previous("aabbbccddd" * 200), previous("\u0416\u0416\u0443" * 300))
it = iter("hello" * 300)
print(sum(1 for c in it if c == "l"), next(it, "end"), list(it))
