for x in (0.0, -0.0, 1.0, -2.5, 0.1, 1e300, 5e-324, float("inf"), float("nan")):
    print(x.hex())
for s in ("0x1p0", "0x1.8p1", "-0x.1p4", "inf", "nan", "0x1.fffffffffffff8p0", "1.8", "0x1p-1074", "0x1p-1080"):
    print(s, float.fromhex(s))
for s in ("0x", "zz", "0x1p2000", ""):
    try:
        float.fromhex(s)
    except Exception as e:
        print(type(e).__name__, e)
for x in (0.5, 0.1, -3.75, 1e22, 0.0):
    print(x.as_integer_ratio(), x.is_integer())
for x in (float("inf"), float("nan")):
    try:
        x.as_integer_ratio()
    except Exception as e:
        print(type(e).__name__, e)
