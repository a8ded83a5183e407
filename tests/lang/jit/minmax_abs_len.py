import math

def f(n):
    t = 0
    for i in range(n):
        t += abs(i - 5000) + min(i, 77) + max(3, i % 5) + len((i, i))
        t += divmod(i, 7)[1] + pow(i, 2, 13) + round(i / 3)
        t += int(i * 0.5) + ord(chr(65 + i % 26))
    return t

print(f(10000))

def g(n):
    t = 0.0
    for i in range(1, n):
        t += math.sqrt(i) + math.sin(i) * math.cos(i) - math.floor(i / 2) + math.fabs(-i)
    return round(t, 6)

print(g(5000))

def h(n):
    try:
        for i in range(n):
            math.sqrt(4000 - i)
    except ValueError as e:
        return i, type(e).__name__

print(h(6000))

def big(n):
    m = 0
    for i in range(n):
        m = max(m, i if i != 3000 else 2**100)
    return m, min(-2**90, *range(5)), abs(-2**80)

print(big(5000))

def order(n):
    nan = float("nan")
    k = 0
    for i in range(n):
        k += type(max(1, 1.0)) is int
        k += type(min(1.0, 1)) is float
        k += max(nan, 1) != max(nan, 1)
        k += max(1, nan) == 1
    return k

print(order(2000))
