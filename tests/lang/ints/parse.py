def t(*a, **k):
    try:
        print(repr(int(*a, **k)), end=" ")
    except Exception as e:
        print(f"\n{type(e).__name__}: {e}")
for s in ("0", "-0", "+7", "  42\n", "1_000_000", "\u0661\u0662", "0012", "9" * 25):
    t(s)
print()
for s in ("", " ", "1__0", "_1", "1_", "0x10", "1.5", "abc", "--1", "1 2", "\u00b2"):
    t(s)
for s, b in (("ff", 16), ("0xff", 16), ("0b101", 2), ("0o17", 8), ("0x1f", 0), ("0b11", 0), ("077", 8), ("z", 36), ("-0x_f", 16), ("10", 7)):
    t(s, b)
print()
t("077", 0); t("8", 8); t("1", 1); t("1", 37); t(5, 10); t("1", -2)
t(3.99); t(-3.99); t(True); t(b"12"); t(bytearray(b" 7 "))
print()
t(float("nan")); t(float("inf")); t(None); t([]); t(1j); t(x="5") 
class I:
    def __int__(self): return 17
class X:
    def __index__(self): return 18
class Bad:
    def __int__(self): return "no"
t(I()); t(X()); t(); print(); t(Bad())
print(int(1e22), int(-1e300) % 1000, int(2.0**70))
