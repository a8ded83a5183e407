import decimal, fractions
print(int(decimal.Decimal("7.9")), int(fractions.Fraction(-7, 2)), int("0b11", 0), int(" 0x_1F ", 16), int(True), int(b"42"), int("٤٢"), int(1e15), int(-0.9))
class T:
    def __init__(s, v): s.v = v
    def __index__(s): return s.v
print([1, 2, 3][T(1)], "ab" * T(2), range(T(3)), bytes(T(2)), hex(T(255)), round(1.2345, T(2)), 1 << 3, "%d" % T(5), "%x" % T(16), slice(T(1)).indices(5), divmod(7, 2), bin(T(2)), int(T(9)), list(range(10))[T(2):T(5)])
for e in ("1 << T(2)", "T(1) + 1", "[1] * 1.0", "range(1.0)", "[1, 2]['0']"):
    try: print(eval(e) if "['0']" not in e else [1, 2].__getitem__("0"))
    except TypeError as x: print(e, x)
