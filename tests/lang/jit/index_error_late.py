def f(xs, n):
    t = 0
    try:
        for i in range(n):
            t += xs[i]
    except IndexError as e:
        return i, t, str(e)

print(f(list(range(10000)), 20000))
print(f(tuple(range(10000)), 20000))

def g(xs, n):
    t = 0
    try:
        for i in range(n):
            t += xs[-1 - i]
    except IndexError as e:
        return i, t, str(e)

print(g(list(range(10000)), 20000))

def h(xs, n):
    try:
        for i in range(n):
            xs[i] = i
    except IndexError as e:
        return i, sum(xs), str(e)

print(h([0] * 7000, 20000))

def k(d, n):
    t = 0
    try:
        for i in range(n):
            t += d[i]
    except KeyError as e:
        return t, repr(e)

print(k({i: i for i in range(9000)}, 20000))

def s(text, n):
    t = 0
    try:
        for i in range(n):
            t += ord(text[i])
    except IndexError as e:
        return i, t, str(e)

print(s("abc" * 3000, 20000))
