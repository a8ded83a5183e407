b = b"hello\x00\xff"
print(b, b[0], b[-1], b[1:3], b[::-1], len(b), list(b[:3]), b + b"x", b * 2, 104 in b, b"ell" in b, b == b"hello\x00\xff", b"a" < b"b", hash(b"a") == hash(bytes([97])))
print(bytes(), bytes(3), bytes([1, 2, 255]), bytes("é", "utf8"), bytes(b"x"), bytes(bytearray(b"y")), bytes(range(3)), bytes(memoryview(b"mv")))
for e in ("bytes([256])", "bytes([-1])", "bytes('a')", "bytes(-1)", "bytes([1.5])", "bytes(1.5)", "b[7]", "b['a']", "b + 'a'", "b < 'a'", "256 in b", "'a' in b", "b.join(['a'])", "bytes(['a'])", "bytes(5, 'x')"):
    try:
        print(e, eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
print(b"\n\t\r\\'\x01\x7f\x80", repr(b"it's"), repr(b'"'), b'\'"', str(b"a"), rb"\n", b"a" b"b", b"\101")
print(b"abc".hex(), b"abc".hex(":"), b"abcde".hex("-", 2), b"abcde".hex("-", -2), bytes.fromhex("61 62 63"), bytes.fromhex(""), bytearray.fromhex("ff"))
for s in ("6", "zz", "6 1", "é"):
    try:
        print(bytes.fromhex(s))
    except ValueError as x:
        print(type(x).__name__)
class B:
    def __bytes__(self): return b"custom"
class I:
    def __index__(self): return 2
print(bytes(B()), bytes(I()), bytes([I()]), b"abc"[I()], bytes(b"x" for b in ()) if 0 else b"")
