inf, nan = float("inf"), float("nan")
vals = (0.0, -0.0, 1.5, -2.5, inf, -inf, nan)
for a in vals:
    print(a, [a + b for b in vals], [a * b for b in vals], [a - b for b in vals])
for a in vals:
    row = []
    for b in vals:
        for op in ("/", "//", "%"):
            try:
                row.append(eval(f"a {op} b"))
            except ZeroDivisionError as e:
                row.append("Z")
    print(a, row)
for a, b in ((5.5, 2), (-5.5, 2), (5.5, -2), (-5.5, -2), (1e20, 3.0), (-1e-20, 3.0), (6.0, -3.0)):
    print(a // b, a % b, divmod(a, b))
for e in ("1.0 / 0", "1.0 // 0", "1.0 % 0", "divmod(1.0, 0.0)", "0.0 ** -1", "(-8) ** (1/3)", "2.0 ** 10000", "10.0 ** 308 * 10", "(-1) ** 0.5", "0.0 ** 0", "nan ** 0", "1 ** nan"):
    try:
        r = eval(e)
        print(e, "=", r if not isinstance(r, complex) else f"{r:.6f}")
    except Exception as x:
        print(e, "->", type(x).__name__, x)
print(nan == nan, nan != nan, nan in [nan], [nan] == [nan], nan is nan, inf == inf, 0.0 == -0.0, hash(0.0) == hash(-0.0))
print(hash(inf), hash(-inf), hash(1.5), hash(0.1), hash(1e300), hash(-2.0))
print(max(nan, 1), min(1, nan), sorted([3.5, -0.0, 2, 0.0, -1]))
