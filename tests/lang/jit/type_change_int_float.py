def f(n):
    x = 0
    for i in range(n):
        if i == n // 2:
            x = x * 1.0
        x = x + 1
    return x

print(f(10000), f(4))

def g(values):
    t = 0
    for v in values:
        t = t + v
    return t

print(g([1] * 5000 + [0.5] * 5000 + [1] * 5000))
print(g([True] * 5000 + [2] * 10))
print(g([1] * 3000 + [1j] * 3000))

def h(values):
    out = None
    for v in values:
        out = v if out is None else out + v
    return out

print(len(h(["ab"] * 4000)), h([1] * 4000), len(h([(1,)] * 2000)), len(h([[1]] * 500)))
