def f(n):
    d, t = {}, 0
    for i in range(n):
        k = i % 97
        d[k] = d.get(k, 0) + i
        d.setdefault(k % 7, []) if False else None
        if k in d: t += d[k] & 7
        if i % 500 == 499: t += d.pop(k); t += len(d)
        if i % 900 == 0:
            for k2, v in d.items(): t += k2 ^ v & 3
    return t, len(d), sum(d.values())
print(f(10000))
def words(n):
    text = "the quick brown fox jumps over the lazy dog the end".split()
    c = {}
    for i in range(n):
        w = text[i % len(text)]
        try: c[w] += 1
        except KeyError: c[w] = 1
    return c
print(words(6000))
