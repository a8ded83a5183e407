# Appends that must grow the list, whose buffer moves: nothing may be read from the old one.

def plain(n):
    out = []
    for i in range(n):
        out.append(i)
        if out[i] != i or out[0] != 0 or out[-1] != i:
            return "wrong", i
    return len(out), sum(out)


print(plain(20000))


def itself(n):
    out = [1]
    for i in range(n):
        out.append(out[i] + len(out))
    return sum(out) % 1000003


print(itself(5000))


def two(a, b, n):
    for i in range(n):
        a.append(b[-1] + 1)
        b.append(a[-1] + i)
    return len(a), len(b), a[-1], b[-1]


print(two([0], [1], 3000))
x = [5]
print(two(x, x, 3000))


def iterated(n):
    out = [1, 2, 3]
    for v in out:
        if len(out) < n:
            out.append(v + 1)
    return len(out), sum(out)


print(iterated(4000))


def strings(n):
    out = []
    for i in range(n):
        out.append("x%d" % (i % 7))
        out.append(out)
        out.append(None)
        out.append(1.5 * i)
    return len(out), out[0], out[1] is out, out[-1]


print(strings(1500))


def nested(n):
    rows = []
    for i in range(n):
        row = []
        for j in range(i % 40):
            row.append(i * j)
        rows.append(row)
    return sum(map(len, rows)), sum(map(sum, rows))


print(nested(800))


class Sub(list):
    def append(self, x):
        list.append(self, x * 2)


def sub(n):
    out = Sub()
    for i in range(n):
        out.append(i)
    return len(out), sum(out)


print(sub(2000))


def cleared(n):
    out = []
    most = 0
    for i in range(n):
        out.append(i)
        if len(out) > 100 + i % 5:
            most = max(most, out[0])
            out.clear()
    return len(out), most


print(cleared(6000))


def rebound(n):
    out = []
    f = out.append
    for i in range(n):
        f(i)
        if i % 1000 == 999:
            out = []
            f = out.append
    return len(out)


print(rebound(5500))
print(len([[x, y] for x in range(70) for y in range(x) if x ^ y]))
