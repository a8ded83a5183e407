def f(n):
    t = 0
    flag = False
    for i in range(n):
        flag = not flag
        t += flag
        t += (i % 3 == 0) + (i % 5 == 0) * 2
        t += True if flag and i > 10 or i == 3 else False
        t ^= flag & True
        t |= flag << 3
    return t, flag

print(f(10000))

def chain(n):
    c = 0
    for i in range(n):
        if 100 < i <= 5000 != i < 9000:
            c += 1
        if i == i == i:
            c += 1
        if not (i > 5 > 3):
            c += 1
    return c

print(chain(10000))

def truth(values, n):
    c = 0
    for i in range(n):
        if values[i % len(values)]:
            c += 1
    return c

print(truth([0, 1, 0.0, -0.0, 2.5, "", "a", None, [], [0], {}, {1: 1}, (), (0,), True, False, 2**70, float("nan")], 9000))

def short(n):
    out = []
    for i in range(n):
        v = i % 4 and i % 3 or "z"
        if i > n - 5:
            out.append(v)
    return out

print(short(4000))
