value = 1

def f(n):
    global value
    t = 0
    for i in range(n):
        try:
            t += value
        except NameError as e:
            print(i, e)
            value = 5
        if i == 7000:
            del value
    return t

print(f(10000))

def g(n):
    global len
    t = 0
    xs = [1, 2, 3]
    for i in range(n):
        t += len(xs)
        if i == 4000:
            def len(x):
                return 50
        if i == 6000:
            del len
    return t

print(g(8000))
