# Keys that come and go at the end of a dict or set must not wear its table out.
d = {i: i for i in range(12)}
for i in range(100, 20000):
    d[i] = i
    del d[i]
    assert i + 1 not in d
print(len(d), sum(d))
for i in range(100, 20000):
    d[str(i)] = i
    assert d.popitem() == (str(i), i)
print("absent" in d, len(d))
for i in range(100, 20000):
    d[i] = i
    del d[next(iter(d))]
print(len(d), sum(d))
s = set(range(12))
for i in range(100, 20000):
    s.add(i)
    s.discard(i)
    assert i + 1 not in s
print(len(s), sum(s))
