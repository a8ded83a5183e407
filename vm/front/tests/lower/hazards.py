def walrus(x, g):
    return x + (x := g()) + x


def swap(a, b):
    a, b = b, a
    a = a, a
    return a, b


def deleted(x, f):
    return f(x, [x for x in x])


def unbound(c):
    if c:
        x = 1
    return x + (x := 2)


def chain(a, b):
    a.x[b] += 1
    c = a.y = b.z()
    return 1 < a < b.w() < c
