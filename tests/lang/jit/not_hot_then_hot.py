# The same function serves several type profiles, one after the other.
def add3(a, b, c): return a + b + c
def drive(a, b, c, n):
    r = None
    for _ in range(n): r = add3(a, b, c)
    return r
print(drive(1, 2, 3, 3000), drive(1.5, 2, 3, 3000), drive("a", "b", "c", 3000), drive([1], [2], [3], 500), drive(2**80, 1, -2**80, 3000), drive(True, False, 1j, 2000))
try: drive(1, "x", 2, 5)
except TypeError as e: print(e)
