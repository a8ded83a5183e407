def g(n):
    t = 0
    for i in range(n):
        got = yield t
        if got: t += got
        t += i
        if i == 2500: t = t * 2**40
        if i == 3000: t = float(t)
def f():
    it, acc = g(4000), 0
    next(it)
    for i in range(3999):
        try: v = it.send(i if i % 5 == 0 else None)
        except StopIteration: return "early"
        acc += v % 1009
    return acc, type(v).__name__
print(f())
def zipped(n):
    a, b = (i for i in range(n)), (i * i for i in range(n - 7))
    return sum(x ^ y for x, y in zip(a, b)), next(a, "none")
print(zipped(5000))
def partial():
    it = (i for i in range(9000)); t = 0
    for i in it:
        t += i
        if i == 4000: break
    for i in it: t -= i
    return t
print(partial())
