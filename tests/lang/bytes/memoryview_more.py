# memoryview: formats, shapes, slices, comparison, release, and exporters written in Python.
b = bytearray(range(16))
m = memoryview(b)
for f in "bBhHiIlLqQnN":
    c = m.cast(f); print(f, c.itemsize, c.shape, c.tolist()[:2], c.format)
print(m.cast("c")[1], m.cast("?").tolist()[:3], m[:4].cast("f").tolist() == [3.820471434542632e-37])
d = memoryview(bytearray(8)).cast("d"); d[0] = 2.5; print(d.tolist(), d.tobytes().hex())
e = memoryview(bytearray(2)).cast("e"); e[0] = 1.5; print(e[0], e.tobytes().hex())
s = m[2:12:3]; print(s.tolist(), s.strides, s.contiguous, s.c_contiguous, s.tobytes(), s[::-1].tolist(), s[1:].tolist(), s.nbytes)
s[:] = b"abcd"; print(b.hex(" "))
n = m.cast("B", (2, 2, 4)); print(n.ndim, n.shape, n.strides, n[1, 0, 2], n.tolist(), n.tobytes("F").hex())
n[0, 0, 0] = 99; print(b[0], n.cast("B").shape)
print(memoryview(b"ab") == memoryview(bytearray(b"ab")), memoryview(b"ab") == b"ab", b"ab" == memoryview(b"ab"), memoryview(b"ab") != "ab", memoryview(b"\x01\x00").cast("H") == memoryview(b"\x01"), m.toreadonly().readonly)
print(memoryview(b"abca").tolist().index(99), list(reversed(memoryview(b"xyz"))), 98 in memoryview(b"abc"), [*memoryview(b"hi")])
for t in ("m[0] = 256", "m[0] = 'a'", "m[0] = 1.5", "m.cast('d')[0] = 'x'", "m.cast('c')[0] = b'ab'", "n[0]", "n[0, 0]", "n[0, 0, 0, 0]", "n[0, 0, 9]", "len(n) and n[0:1]", "m[0:2] = b'x'", "del m[0]",
          "m.cast('x')", "m.cast('h').cast('i')", "s.cast('h')", "m.cast('B', 5)", "m.cast('B', (0,))", "m.cast('B', ('a',))", "m[1.5]", "m < m", "memoryview()", "hash(memoryview(b'ab').cast('H'))", "b.append(1)", "m.tobytes('X')", "b''.__buffer__(1)"):
    try:
        exec(t); print(t)
    except Exception as x:
        print(t, "|", type(x).__name__, x)
with memoryview(b) as w:
    v = w[1:3]
print(v.tolist(), repr(w).split(" at")[0], w == w, w == v)
for t in ("w[0]", "w.tolist()", "len(w)", "w.obj", "w.cast('b')"):
    try:
        eval(t)
    except ValueError as x:
        print(t, x)
for x in (m, s, n, v): x.release()
for x in ("c",): del c
b.append(7); print(len(b))
class B:
    def __init__(self): self.data = bytearray(b"hello")
    def __buffer__(self, flags): return memoryview(self.data)
    def __release_buffer__(self, view): print("released", view.nbytes); view.release()
o = B()
v = memoryview(o); print(v.obj is o, bytes(o), v[1]); v[0] = 72; v.release(); print(o.data)
class C:
    def __buffer__(self, flags): return 5
try: memoryview(C())
except TypeError as x: print(x)
print(bytes(bytearray(b"q").__buffer__(0)), hasattr(b"", "__buffer__"), hasattr(5, "__buffer__"))
