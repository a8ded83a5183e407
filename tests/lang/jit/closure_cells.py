def make():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return inc, get

def f(k):
    inc, get = make()
    t = 0
    for i in range(k):
        inc()
        t += get()
        if i == 5000:
            inc(0.5)
    return t, get()

print(f(10000))

def many(n):
    fs = [lambda x, i=i: x + i for i in range(10)]
    t = 0
    for i in range(n):
        t += fs[i % 10](i)
    return t

print(many(10000))

def late(n):
    fs = []
    for i in range(5):
        def g():
            return i
        fs.append(g)
    t = 0
    for k in range(n):
        t += fs[k % 5]()
    return t

print(late(5000))

def unbound(n):
    def get():
        return v
    bad = 0
    for i in range(n):
        v = i
        if i % 1000 == 999:
            del v
            try:
                get()
            except NameError as e:
                bad += 1
                msg = str(e)
            v = 0
        get()
    return bad, msg

print(unbound(5000))
