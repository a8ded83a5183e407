def count(n):
    i = 0
    while i < n:
        yield i
        i += 1

def f(n):
    t = 0
    for x in count(n):
        t += x * 3
    return t

print(f(10000))

def pipeline(n):
    a = (x * x for x in range(n))
    b = (x for x in a if x % 3 != 0)
    c = (x - 1 for x in b)
    return sum(c)

print(pipeline(10000))

def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)

print(sum(tree(12)), sum(1 for _ in tree(12)))

def averager():
    total = n = 0
    got = yield
    while True:
        total += got
        n += 1
        got = yield total // n

def drive(n):
    g = averager()
    next(g)
    acc = 0
    for i in range(n):
        acc += g.send(i)
    g.close()
    return acc

print(drive(8000))

def failing(n):
    for i in range(n):
        if i == 6000:
            raise ValueError("at 6000")
        yield i

def consume(n):
    t = 0
    try:
        for x in failing(n):
            t += x
    except ValueError as e:
        return t, str(e)

print(consume(9000))
