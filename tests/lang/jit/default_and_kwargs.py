def f(a, b=2, *args, c=3, **kw):
    return a + b + sum(args) + c + len(kw)
t = 0
for i in range(5000):
    t += f(i) + f(i, 1) + f(1, 2, 3, 4) + f(a=i, c=1) + f(i, z=1, y=2) + f(*(1, 2), **{"c": i})
print(t)
bad = 0
for i in range(3000):
    try: f(1, a=i) if i % 2 else f()
    except TypeError as e: bad += 1; m = str(e)
print(bad, m)
