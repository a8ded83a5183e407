import struct, array
print(struct.pack("<ihBf", 1, -2, 255, 1.5), struct.unpack("<ihBf", struct.pack("<ihBf", 1, -2, 255, 1.5)), struct.calcsize("<ihB"), struct.pack(">Q?c3s", 2**63, True, b"x", b"abcd"), struct.unpack(">2H", b"\x01\x02\x03\x04"), struct.pack("5s", b"a"), struct.pack("<d", 0.1).hex(), struct.pack("<e", 1.5), list(struct.iter_unpack("<H", b"\x01\x00\x02\x00")), struct.unpack_from("<B", b"abc", 1))
for f, a in (("<b", 200), ("<i", "a"), ("z", 1), ("<h", 1.5), ("<ii", 1)):
    try: struct.pack(f, a)
    except struct.error as e: print(e)
try: struct.unpack("<i", b"abc")
except struct.error as e: print(e)
b = bytearray(4); struct.pack_into("<H", b, 1, 513); s = struct.Struct("<2B"); print(b, s.size, s.pack(1, 2), s.format)
a = array.array("i", [1, 2, 3]); a.append(4); a[0] = 10; a.extend([5]); print(a, a[1:3], a.itemsize, a.tobytes()[:4], len(a), a.index(4), 2 in a, sum(a), a.typecode, a == array.array("i", [10, 2, 3, 4, 5]))
for e in ("a.append('x')", "a.append(2**40)", "a.append(1.5)", "array.array('q', [2**63])", "array.array('?')", "a + [1]", "a[9]"):
    try: eval(e)
    except Exception as x: print(e, type(x).__name__)
d = array.array("d", [1.5]); d.frombytes(struct.pack("d", 2.5)); d.insert(0, 0); d.reverse(); print(d, d.tolist(), d.pop(), array.array("u", "hé") if False else "")
