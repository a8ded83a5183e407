print(1 << 0, 1 << 64, -1 << 70, -5 >> 1, -1 >> 1000, 5 >> 100, 0 << 10**6)
for n in (0, 1, -1, 255, -256, 2**64, -2**64 - 1):
    print(n, n.bit_length(), n.bit_count(), ~n, n & 0xFF, n | 1, n ^ -1)
for e in ("1 << -1", "1 >> -1", "1.0 << 2", "'a' >> 1", "~1.5"):
    try:
        eval(e)
    except Exception as x:
        print(e, "->", type(x).__name__, x)
print((-12) & 7, (-12) | 7, (-12) ^ 7, -2**70 & 2**70 - 1, -1 & 2**80)
print((1023).to_bytes(2, "big"), (-1).to_bytes(4, "little", signed=True), int.from_bytes(b"\xff\x00", "big"),
      int.from_bytes(b"\xff\xff", "little", signed=True), (5).to_bytes())
try:
    (256).to_bytes(1, "big")
except OverflowError as x:
    print(x)
try:
    (-1).to_bytes(1, "big")
except OverflowError as x:
    print(x)
