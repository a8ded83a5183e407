for a in (7, -7, 0, 1, -1, 2**70, -2**70):
    for b in (2, -2, 3, -3, 2**69, -2**71):
        q, r = divmod(a, b)
        assert q == a // b and r == a % b and q * b + r == a
        print(a, b, q, r)
for op in ("1 // 0", "1 % 0", "divmod(1, 0)", "1 / 0", "2**70 // 0", "2**70 % 0", "0 ** -1", "pow(2, -1, 4)", "pow(2, 3, 0)"):
    try:
        eval(op)
    except Exception as e:
        print(op.ljust(13), type(e).__name__, e)
print(7 / 2, -7 / 2, 2**70 / 2**69, 10**400 / 10**399, 1 / 3)
try:
    10**400 / 3
except OverflowError as e:
    print(e)
