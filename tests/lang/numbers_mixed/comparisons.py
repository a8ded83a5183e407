vals = [0, -0.0, 1, True, 1.0, 1 + 0j, 2**53, 2.0**53, 2**53 + 1, 10**400, float("inf"), float("nan"), -1, "1", None]
for a in vals[:-2]:
    print(str(a)[:12], [int(a == b) for b in vals], end=" ")
    try: print([int(a < b) for b in vals[:5] + vals[6:13]])
    except TypeError as e: print(e)
print(hash(2**53) == hash(2.0**53), {1: "a", 1.0: "b", True: "c"}, 2**53 + 1 > 2.0**53, 10**400 > 1e308, 10**400 < float("inf"), 1 == 1 + 0j, max(1, True), [1, 2] == [1.0, 2.0], (0, 1) < (0.0, 1.5), sorted([2, 1.5, True, -1, 10**30, 1e10]))
from fractions import Fraction as F; from decimal import Decimal as D
print(F(1, 2) == 0.5, D("0.5") == 0.5, F(1, 3) < 0.34, D(1) == F(1) if False else D(1) == 1, F(3) == 3, hash(F(1, 2)) == hash(0.5) == hash(D("0.5")), 0.1 == F(1, 10), D("0.1") < 0.1)
