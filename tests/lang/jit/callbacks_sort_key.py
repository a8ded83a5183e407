calls = 0
def key(p):
    global calls
    calls += 1
    return -p[1] * 3 + p[0] % 7
ps = [(i, i * 7919 % 1000) for i in range(3000)]
s = sorted(ps, key=key); print(s[0], s[-1], calls)
print(max(ps, key=lambda p: p[1] - p[0]), sum(map(lambda p: p[0] ^ p[1], ps)), len(list(filter(lambda p: p[0] & p[1] & 4, ps))))
class W:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
print([w.v for w in sorted([W(i * 37 % 501) for i in range(501)])][:5])
from functools import reduce
print(reduce(lambda a, b: (a * 31 + b) % 1000003, range(6000)))
def boom(x):
    if x == 2500: raise ValueError(x)
    return x
try: list(map(boom, range(5000)))
except ValueError as e: print(e)
