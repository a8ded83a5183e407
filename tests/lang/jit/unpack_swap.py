# bless-replace: (expected 2) => (expected 2, got 3)
def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, (a + b) % 1000000007
    return a

print(fib(10000))

def rot(n):
    a, b, c, d = 1, 2, 3, 4
    for i in range(n):
        a, b, c, d = d, a, b, c
        if i & 1: a += 1
        (a, b), [c, d] = (b, a), [d, c]
    return a, b, c, d

print(rot(7000))

def pairs(n):
    t = 0
    for i, (a, (b, c)) in enumerate([(1, (2, 3))] * n):
        t += i * a + b - c
    return t

print(pairs(5000))

def star(n):
    t = 0
    for i in range(n):
        first, *rest, last = range(i % 5 + 2)
        t += first + len(rest) * 10 + last
    return t

print(star(5000))

def bad(n):
    t = 0
    rows = [(1, 2)] * n + [(1, 2, 3)]
    try:
        for a, b in rows:
            t += a + b
    except ValueError as e:
        return t, str(e)

print(bad(6000))
