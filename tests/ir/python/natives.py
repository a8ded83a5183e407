# show: ir opt
# `len` and `abs` are operations of the region, `math.sqrt` is a direct call.
from math import sqrt


def run(l, n):
    s = 0.0
    for i in range(n):
        s += sqrt(i) + len(l) + abs(-i)
    return s


print(round(run([1, 2], 40), 6))
