class A: pass
def f(n):
    a, b, c = A(), A(), 0
    xs = [a, b, None, a, True, 1, "s", ()]
    for i in range(n):
        x = xs[i % 8]
        if x is a: c += 1
        elif x is None: c += 10
        elif x is not b and x is True: c += 100
        elif x is xs[7]: c += 1000
    return c
print(f(8000))
