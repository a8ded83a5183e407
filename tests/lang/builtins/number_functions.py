print(abs(-5), abs(-2.5), abs(3 + 4j), abs(True), divmod(7, -2), divmod(-7.5, 2), pow(2, 10), pow(2, -1), pow(3, 4, 5), pow(-2, 3, 7), pow(2.0, 3), pow(base=2, exp=5, mod=7))
print(round(2.5), round(3.5), round(-2.5), round(2.567, 2), round(1234, -2), round(0.1 + 0.2, 10), hex(255), oct(8), bin(-5), hex(-1), ord("a"), chr(97), int("5"), float("2"), complex(1, 2), bool(3))
for e in ("abs('a')", "divmod(1, 0)", "pow(2, 3, 0)", "pow(2.0, 1, 3)", "pow(2, -1, 4)", "hex(1.5)", "bin('a')", "round('a')", "round(1.5, 'a')", "chr(-1)", "ord('ab')", "ord(b'ab')", "pow('a', 2)", "abs()", "divmod(1)", "oct(None)", "round()"):
    try: print(eval(e))
    except Exception as x: print(e, type(x).__name__, x)
class I:
    def __index__(self): return 10
print(hex(I()), bin(I()), [0] * I() == [0] * 10, range(I()), chr(I()) == "\n", round(7.77, I()), ord(b"a"), pow(2, 5, -7), pow(0, 0, 1))
