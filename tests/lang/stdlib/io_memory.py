# Streams in memory, streams made by Python classes, print to streams.
import _io

b = _io.BytesIO(b"abc\ndef")
print(b.readline(), b.read(), b.getvalue(), b.seek(1), b.write(b"ZZ"), b.getvalue(), b.tell())
b.seek(10)
b.write(b"!")
print(b.getvalue(), b.truncate(3), b.getvalue(), list(_io.BytesIO(b"1\n2\n3")))
buf = bytearray(3)
print(_io.BytesIO(b"abcdef").readinto(buf), buf)
s = _io.StringIO("a\nb\n")
print(list(s), s.getvalue())
s.write("\u00e9")
print(ascii(s.getvalue()), s.tell(), s.seek(0), s.readline(), s.read(2))
s = _io.StringIO(newline=None)
s.write("a\r\nb\rc\n")
print(repr(s.getvalue()), s.newlines)
print(repr(_io.StringIO("a\nb", newline="\r\n").getvalue()))
s = _io.StringIO()
print("x", 1, None, sep="|", end=";", file=s)
print(s.getvalue())


class Upper(_io.StringIO):
    def write(self, text):
        return super().write(text.upper())


u = Upper()
print("hey", "you", file=u)
print(u.getvalue(), end="")


class Source(_io._RawIOBase):
    def __init__(self, parts):
        self.parts = list(parts)

    def readable(self):
        return True

    def readinto(self, into):
        if not self.parts:
            return 0
        part = self.parts.pop(0)
        into[: len(part)] = part
        return len(part)


print(_io.BufferedReader(Source([b"ab", b"c\n", b"d"])).read())
print(list(_io.TextIOWrapper(_io.BufferedReader(Source([b"a\xc3", b"\xa9\r", b"\nb"])))))
print(Source([b"xyz"]).read(2 + 1), Source([b"x", b"y"]).readall())


class Sink(_io._RawIOBase):
    def __init__(self):
        self.got = []

    def writable(self):
        return True

    def write(self, data):
        self.got.append(bytes(data))
        return len(data)


k = Sink()
w = _io.BufferedWriter(k, 4)
w.write(b"ab")
print(k.got)
w.write(b"cdefgh")
w.flush()
print(b"".join(k.got))
t = _io.TextIOWrapper(_io.BufferedWriter(k), line_buffering=True)
t.write("no end")
n = len(k.got)
t.write("!\n")
print(n < len(k.got), k.got[-1])


class Lines:
    def write(self, text):
        out.append(text)


out = []
print(1, 2, file=Lines())
print(out)
for f in [
    lambda: print(1, sep=3),
    lambda: print(1, end=b""),
    lambda: _io.BytesIO("x"),
    lambda: _io.StringIO(b"x"),
    lambda: _io.StringIO().write(b"x"),
    lambda: _io.BytesIO().write("x"),
    lambda: _io.BytesIO().fileno(),
    lambda: _io.BytesIO().seek(-1),
    lambda: _io.BufferedReader(Sink()),
    lambda: _io.TextIOWrapper(_io.BytesIO(b"\xff")).read(),
]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(issubclass(_io.UnsupportedOperation, OSError), issubclass(_io.UnsupportedOperation, ValueError))
with _io.BytesIO(b"x") as b:
    pass
try:
    b.read()
except ValueError as e:
    print(e)
d = _io.IncrementalNewlineDecoder(None, True)
print(repr(d.decode("a\r")), repr(d.decode("\nb\r")), repr(d.decode("", True)), d.newlines)
