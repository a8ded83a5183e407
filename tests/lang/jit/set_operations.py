def f(n):
    s, dup = set(), 0
    x = 7
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFF
        if x in s: dup += 1
        else: s.add(x)
        if i % 1000 == 0: s.discard(x)
    return len(s), dup, min(s), max(s)
print(f(12000))
def g(n):
    a, b, t = set(range(10)), {1, 5, 99}, 0
    for i in range(n):
        t += len(a & b) + (i % 20 in a)
        if i == 2000: a.add(99)
        if i == 3000: b.clear()
    return t
print(g(5000))
