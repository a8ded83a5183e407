def shl(n):
    acc = 0
    for i in range(n):
        k = i % 90
        v = (i + 1) << k
        acc ^= v
        acc += v >> (k // 2)
    return acc

print(shl(9000))

def shr(n):
    acc = 0
    for i in range(n):
        acc += (-i) >> (i % 70)
        acc += i >> (i % 70)
    return acc

print(shr(9000))

def bad_shift(n):
    x = 0
    try:
        for i in range(n):
            x += 1 << (5000 - i if i > 4990 else 3)
    except ValueError as e:
        return x, str(e)

print(bad_shift(6000))
