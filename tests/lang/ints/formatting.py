for n in (0, 42, -42, 2**70, -2**70):
    print(bin(n), oct(n), hex(n), f"{n:d}|{n:x}|{n:X}|{n:#o}|{n:#b}|{n:,}|{n:_}|{n:_x}|{n:+}|{n: d}")
for spec in ("5", "<5", ">5", "^5", "=5", "05", "+05", "*^9", "#010x", "e", ".2f", "g", "%", "c", "n", ",d", "_b", "x>6"):
    print(repr(spec), repr(format(65, spec)), repr(format(-65, spec)) if spec != "c" else "")
for spec in (".5", "s", ",x", "q", "=^", "5.", "zd", "1000000000000000000000d", "+c", ".3d"):
    try:
        print(repr(format(65, spec)))
    except Exception as e:
        print(repr(spec), type(e).__name__, e)
try:
    format(-1, "c")
except OverflowError as e:
    print(e)
print(format(123456789, "012,"), format(1234, "<+10,d") + "|", f"{1234567:_d}", f"{255:#_x}", f"{2**40:_b}")
print(repr(True), f"{True:d}", f"{True}", f"{True:5}|", str(False))
