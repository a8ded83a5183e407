data = bytearray(range(10))
m = memoryview(data)
print(m[0], m[-1], m[2:5].tolist(), len(m), m.nbytes, m.format, m.itemsize, m.ndim, m.shape, m.strides, m.readonly, m.contiguous)
m[0] = 200; m[1:3] = b"\x09\x08"; print(bytes(data), m[::2].tolist(), m[::-1].tolist())
print(m == data, m[:2] == b"\xc8\x09", bytes(m[3:5]), m.tobytes()[:3], m.hex()[:6], 5 in m, list(m)[:3], m[2:].obj is data)
r = memoryview(b"abcd")
print(r.readonly, hash(r) == hash(b"abcd"), r.cast("H").tolist() == [0x6261, 0x6463], r.cast("B", (2, 2)).tolist(), r.cast("B", (2, 2))[1, 0])
for e in ("r[0] = 1", "m[0] = 300", "m['a']", "m[20]", "m[0:2] = b'abc'", "memoryview('x')", "memoryview(5)", "hash(m)", "m.cast('Q')", "r.cast('H', (3,))"):
    try:
        exec(e)
    except Exception as x:
        print(e, type(x).__name__, x)
with memoryview(b"q") as q:
    print(q[0])
try:
    q[0]
except ValueError as x:
    print(x)
c = memoryview(bytearray(8)).cast("i")
c[0] = -5; c[1] = 7; print(c.tolist(), c.itemsize, c.shape)
import array
arr = array.array("d", [1.5, 2.5]); v = memoryview(arr); v[0] = 9.5; print(arr, v.format, v.nbytes)
