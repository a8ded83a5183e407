def f(n):
    acc = 0
    for i in range(-n, n):
        for d in (3, -3, 7, -7):
            q = i // d
            r = i % d
            assert q * d + r == i
            acc = acc * 31 + q * 5 + r
            acc &= (1 << 61) - 1
    return acc

print(f(3000))

def edge():
    lo = -(2**60)
    got = []
    for i in range(5000):
        q = (lo + (i % 3)) // -1
        got.append(q)
    return sum(got), got[:3]

print(edge())

def fl(n):
    acc = 0.0
    for i in range(1, n):
        acc += (i - 4000.5) // 3.25
        acc += (i - 4000.5) % -3.25
    return acc

print(fl(8000))
