s = "aé€😀"
for enc in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1", "ascii", "cp1252"):
    try:
        b = s[:2].encode(enc)
        print(enc, b, b.decode(enc) == s[:2])
    except UnicodeError as e:
        print(enc, type(e).__name__, e)
print(s.encode(), s.encode("utf-16"), s.encode("ascii", "replace"), s.encode("latin-1", "ignore"), s.encode("ascii", "namereplace"))
for b in (b"\xff", b"a\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf8\x88", b"\xc0\x80", b"ok\x80\x81end"):
    try:
        b.decode()
    except UnicodeDecodeError as e:
        print(e, "|", b.decode("utf-8", "replace"), b.decode("utf-8", "ignore"), b.decode("utf-8", "backslashreplace"))
for a in (("nope",), ("utf-8", "nope")):
    try:
        "é\ud800".encode(*a)
    except LookupError as e:
        print(type(e).__name__, e)
print(str(b"abc", "ascii"), str(b"x"), str(), str(object=5), "é".encode("UTF8"), bytes("é", "utf-8"), b"a".decode(encoding="ascii", errors="strict"))
for e in ("bytes('a')", "str(5, 'utf-8')", "b'a'.encode", "'a'.decode", "str('a', 'ascii')"):
    try:
        eval(e)
    except Exception as x:
        print(type(x).__name__, x)
