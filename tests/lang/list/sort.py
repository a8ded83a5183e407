a = [5, 2, 9, 1, 5, 6]
print(a.sort(), a, sorted(a, reverse=True), sorted("banana"), sorted({3: 1, 1: 2}), sorted([]))
recs = [("b", 2), ("a", 2), ("c", 1), ("a", 1), ("b", 1)]
print(sorted(recs, key=lambda r: r[1]), sorted(recs, key=lambda r: r[1], reverse=True), sorted(recs, key=lambda r: r[0]))
print(sorted(["B", "a", "C"], key=str.lower), sorted([3, -1, 2.5, True, 2**70]), sorted([(1, "b"), (1, "a")]), sorted([[2], [1, 5], [1]]))
import random
random.seed(5)
for n in (10, 63, 64, 65, 300, 2000):
    x = [random.randrange(n) for _ in range(n)]
    s = sorted(range(n), key=x.__getitem__)
    print(n, all((x[p], p) < (x[q], q) for p, q in zip(s, s[1:])), sorted(x) == sorted(sorted(x), reverse=True)[::-1])
runs = list(range(100)) + list(range(50, 0, -1)) + [7] * 30 + list(range(200))
print(sum(i * v for i, v in enumerate(sorted(runs))))
class K:
    n = 0
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        K.n += 1
        return self.v < o.v
ks = sorted([K(3), K(1), K(2)]); print([k.v for k in ks], K.n)
try:
    [1, "a", 2].sort()
except TypeError as e:
    print(e)
try:
    sorted([1, 2, 3], key=lambda v: 1 / (v - 2))
except ZeroDivisionError as e:
    print(e)
b = [3, 1, 2]
def evil(v):
    b.append(v)
    return v
try:
    b.sort(key=evil)
except ValueError as e:
    print(e, b)
class Bad:
    def __lt__(self, o): raise RuntimeError("cmp")
try:
    [Bad(), Bad()].sort()
except RuntimeError as e:
    print(e)
from functools import cmp_to_key
print(sorted([3, 1, 2], key=cmp_to_key(lambda p, q: q - p)))
try:
    sorted(1, 2)
except TypeError as e:
    print(e)
