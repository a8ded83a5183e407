import math, operator, sys
mod = sys.modules[__name__]
val = 1
def f(n):
    t = 0.0
    for i in range(n):
        t += math.sqrt(i) + operator.add(i, 1) + mod.val
        if i == 3000: mod.val = 5
        if i == 4000: mod.extra = 1
    return round(t, 5)
print(f(6000), val, extra)
real = math.floor
def g(n):
    t = 0
    for i in range(n):
        t += math.floor(i / 3)
        if i == 2000: math.floor = lambda x: 1
        if i == 3000: math.floor = real
    return t
print(g(5000))
