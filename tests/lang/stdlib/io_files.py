# Files: text and binary, modes, line ends, errors.
import posix

path = "/tmp/naja_io_%d" % posix.getpid()


def attempt(f):
    try:
        r = f()
        print(repr(r))
    except Exception as e:
        print(type(e).__name__, str(e).replace(path, "PATH"))


with open(path, "w") as f:
    print(f.write("line1\nline2\r\n\u00fc\u00f1\u20ac\n"), f.mode, f.writable(), f.readable(), f.line_buffering)
print(f.closed)
attempt(lambda: f.write("x"))
with open(path) as f:
    print(repr(f.readline()), repr(f.read()), f.newlines)
with open(path, newline="") as f:
    print(f.readlines())
with open(path, newline="\r\n") as f:
    print(list(f))
with open(path, "rb") as f:
    print(f.read(5), f.tell(), f.peek()[:3], f.readline(), f.read(), f.mode)
with open(path, encoding="ascii", errors="replace") as f:
    print(ascii(f.read()))
with open(path, encoding="latin-1") as f:
    print(ascii(f.read()))
attempt(lambda: open(path, encoding="ascii").read())
with open(path, "r+b") as f:
    f.seek(2)
    f.write(b"XX")
    f.seek(0)
    print(f.read(6), f.tell(), f.truncate(8), f.seek(0, 2))
with open(path, "a") as f:
    print("more", file=f)
    print(f.tell())
with open(path, "x" if False else "rb", buffering=0) as f:
    print(type(f).__name__, f.readall())
for bad in [
    lambda: open(path + "nope"),
    lambda: open("/tmp"),
    lambda: open(path, "q"),
    lambda: open(path, "rb", encoding="utf8"),
    lambda: open(path, "r").write("x"),
    lambda: open(path, "w", buffering=0),
    lambda: open(path, "rwb"),
    lambda: open(path, "x"),
    lambda: open(path, newline="z"),
    lambda: open("a\0b"),
    lambda: open(1.5),
    lambda: open(-1),
    lambda: open(path, "w").read(),
    lambda: open(path, "wb").write("text"),
]:
    attempt(bad)
with open(path, "w", newline="\r\n") as f:
    f.write("a\nb\n")
with open(path, "rb") as f:
    print(f.read())
with open(path, "w") as f:
    f.writelines(str(i) + "\n" for i in range(5))
with open(path) as f:
    print(next(f), f.readlines(4), f.read(1), f.read())
with open(path, "wb") as f:
    f.write(b"x" * 300000)
    f.write(b"y" * 10)
with open(path, "rb") as f:
    f.seek(-12, 2)
    print(f.read(), f.seek(10), f.read(3), f.seek(-2, 1), len(f.read()))
with open(path, "w") as f:
    f.write("ab\u20accd\nef\n")
with open(path) as f:
    print(ascii(f.read(3)))
    at = f.tell()
    print(at, f.read(2), f.seek(at), repr(f.read()), f.seek(0), f.readline() == "ab\u20accd\n")
    attempt(lambda: f.seek(1, 1))
    attempt(lambda: f.seek(-1))
posix.unlink(path)
