import math

def grow(n):
    x = 1.0
    first = None
    for i in range(n):
        x = x * 1.5
        if first is None and math.isinf(x):
            first = i
    return x, first

print(grow(5000))

def to_nan(n):
    x = 1e308
    y = 0.0
    c = 0
    for i in range(n):
        if i == 2000:
            x = x * 10
        y = x - x
        if y != y:
            c += 1
    return y, c

print(to_nan(5000))

def shrink(n):
    x = 1.0
    for i in range(n):
        x *= 0.5
    return x

print([shrink(k) for k in (1000, 1022, 1023, 1070, 1074, 1075, 3000)])

def zero(n):
    z = -0.0
    signs = 0
    for i in range(n):
        z = z * -1.0
        if math.copysign(1.0, z) < 0:
            signs += 1
    return z, signs, -z, z + 0.0, 0.0 * -1

print(zero(5001))

def cmp_nan(n):
    nan = float("nan")
    lt = le = eq = ne = gt = ge = 0
    for i in range(n):
        x = nan if i % 2 else float(i)
        lt += x < 5
        le += x <= 5
        eq += x == 5
        ne += x != 5
        gt += x > 5
        ge += x >= 5
    return lt, le, eq, ne, gt, ge

print(cmp_nan(4000))

def minmax(n):
    nan = float("nan")
    a = b = 0
    for i in range(n):
        if min(1.0, nan) == 1.0: a += 1
        if max(nan, 1.0) != max(nan, 1.0): b += 1
    return a, b

print(minmax(3000))
