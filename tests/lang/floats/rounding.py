for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1e16, 0.49999999999999994, 5e15 + 0.5):
    print(x, round(x), round(x, 2), round(x, 0), type(round(x)).__name__, type(round(x, 0)).__name__)
print(round(1234.5678, -2), round(1234.5678, 1), round(-0.04, 1), round(1e300, -299), round(5e-324, 400), round(123.456, -5))
for a in (float("nan"), float("inf")):
    try:
        round(a)
    except Exception as e:
        print(type(e).__name__, e)
    print(round(a, 2))
print(round(2.5, None), round(True), round(7, -1))
import math
for x in (2.7, -2.7, -0.2, 1e20):
    print(math.floor(x), math.ceil(x), math.trunc(x), int(x), x // 1, x % 1)
class R:
    def __round__(self, n=None): return ("R", n)
    def __floor__(self): return "fl"
    def __ceil__(self): return "ce"
    def __trunc__(self): return "tr"
print(round(R()), round(R(), 3), math.floor(R()), math.ceil(R()), math.trunc(R()))
