out = 0
for i in range(4000):
    s = f"{i:05d}|{i / 7:.3f}|{i!r:>6}|{'x' * (i % 3)}"
    out = (out * 31 + sum(map(ord, s))) % 1000000007
    s = "%s-%d-%x" % (i % 10, i, i) + "{:>4}".format(i % 100)
    out ^= len(s)
print(out, s)
