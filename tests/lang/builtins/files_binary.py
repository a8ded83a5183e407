import os, io
p = "b.bin"
with open(p, "wb") as f: print(f.write(bytes(range(10))), f.tell(), f.seek(2), f.write(b"\xff"), f.name)
with open(p, "rb") as f:
    print(f.read(3), f.seek(-2, 2), f.read(), f.seek(1), f.peek(1)[:1], f.read1(2), f.tell(), f.seek(-1, 1)); b = bytearray(4); print(f.readinto(b), b, f.readline())
with open(p, "rb+") as f: f.seek(5); f.write(b"XY"); f.seek(0); print(f.read())
with open(p, "ab") as f: f.write(b"end")
with open(p, "rb", buffering=0) as f: print(type(f).__name__, f.read(2), f.readall())
with open(p, "xb" if False else "wb") as f: f.write(b"l1\nl2\r\nl3"); 
print(open(p, "rb").readlines(), [l for l in open(p, "rb")])
with open(p, "rb") as f:
    for c in ("f.write(b'x')", "f.seek(-1)", "f.read('a')"):
        try: eval(c)
        except Exception as e: print(c, type(e).__name__, e)
try: open(p, "wb").write("str")
except TypeError as e: print(e)
s = io.BytesIO(b"abc"); s.seek(1); s.write(b"Z"); print(s.getvalue(), s.read(), s.tell(), s.getbuffer()[0])
t = io.StringIO("a\nb\n"); print(t.readline(), t.read(), t.tell(), list(io.StringIO("x\ny")), t.getvalue())
try: s.close(); s.read()
except ValueError as e: print(e)
w = io.TextIOWrapper(io.BytesIO("é\r\nx".encode()), encoding="utf-8"); print(w.readlines(), w.buffer.tell())
os.remove(p)
