a = bytearray(b"abc")
a.append(100); a.extend(b"ef"); a += b"g"; a.insert(0, 0x5F)
print(a, len(a), a[1], a.pop(), a.pop(0), a)
a[0] = 65; a[1:3] = b"XYZ"; print(a)
a[::2] = b"123" if len(a[::2]) == 3 else b"1234"; print(a)
del a[0]; del a[1:3]; print(a)
a.reverse(); print(a); a.remove(a[0]); print(a); a *= 2; print(a); a.clear(); print(a, bool(a))
a = bytearray(b"hello")
print(a == b"hello", a.upper(), type(a.upper()).__name__, a[1:3], type(a[1:3]).__name__, a + b"x", b"x" + a, bytes(a), a.copy() is a, a.find(b"l"), a.split(b"l"), a.hex(), a.decode())
for e in ("a.append(256)", "a.append('a')", "a[0] = 300", "a[9] = 1", "a.remove(0)", "bytearray().pop()", "a.__setitem__(slice(0, 4, 2), b'abc')", "hash(a)", "a.extend('x')", "a.insert('a', 1)", "a.pop(10)", "a += 5", "bytearray('x')", "a[0:1] = 5"):
    try:
        exec(e)
        print(e, a)
    except Exception as x:
        print(e, type(x).__name__, x)
b = bytearray(10); b[3:7] = b"....."; print(b, len(b))
a = bytearray(b"abcdef"); a[1:1] = b"__"; print(a); a[5:2] = b"!"; print(a); a[:] = b""; print(a)
m = memoryview(a := bytearray(b"xy"))
try:
    a.append(1)
except BufferError as x:
    print(x)
m.release(); a.append(1); print(a)
