def t(*a):
    try:
        print(repr(float(*a)))
    except Exception as e:
        print(type(e).__name__, e)
for s in ("1", " -1.5e3\n", ".5", "5.", "1_000.5", "inf", "-Infinity", "nan", "+NaN", "1e400", "-1e400", "1e-400", "\u0661.5", "0x10", "", " ", "1e", "1__0",
          "e5", "1.2.3", "infin", b"2.5", bytearray(b"1e2"), None, [], 10**400, 1j, True, 2**53 + 1, "179769313486231580793e289"):
    t(s)
t()
class F:
    def __float__(self): return 2.5
class I:
    def __index__(self): return 3
class B:
    def __float__(self): return 1
t(F()); t(I()); t(B())
class Sub(float):
    pass
s = Sub("1.5")
print(s, type(s + 1).__name__, repr(s), s == 1.5, hash(s) == hash(1.5))
