# A boxed number that a loop only compares is taken apart at the loop's entry; guards that are moved there leave before it is.
def compared(n):
    a, b, c, d, i = 1, 2, 3, -5, 0
    while i < n:
        i += 1
        b = i % (1 << 64)
        if b in (1, 2, 1):
            a = (c % -7) % (1 << 64)
        w = 4
        while w > 0 and (d > a or not c < b):
            w -= 1
        b = len({e % 5 for e in range(i % 9)}) - b % 5
        d = (lambda u: u - d % 7)(1)
    return a, b, c, d, i


print(compared(121))


# A call whose window lies over temporaries that an inner loop carried: their old content must not be there.
a, b, c, d, i = 1, 2, 3, -5, 0
while i < 121:
    i += 1
    b = i % (1 << 64)
    w = 4
    while w > 0 and (d > a or not c < b):
        w -= 1
    b = len({e % 5 for e in range(i % 9)}) - b % 5
    d = (lambda u: u - d % 7)(1)
print(a, b, c, d, i)


def nested(n):
    total = 0
    for i in range(n):
        total += sum([e * 2 for e in [i, i + 1, i + 2]])
        f = lambda u, v: [u, v, total % 3]
        total += len(f(i, total)) + f(1, 2)[0]
    return total


print(nested(200))


def above(n):
    l, m = [1, 2, 3], [0] * 8
    try:
        for i in range(n):
            i += 1
            for a, d in enumerate(l[:4], 8):
                d = len({e % 5 for e in range(i % 9)}) - d % 5
            a = (lambda u: u - a % 7)(d)
    except ValueError as e:
        pass
    return a, d, m


print(above(259))
