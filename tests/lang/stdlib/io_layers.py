# Layers of streams: text over bytes in memory, buffers over raw files, openers, detaching.
import _io
import posix
import sys

path = "/tmp/naja_layers_%d" % posix.getpid()


class F(_io.TextIOWrapper):
    pass


print(_io.open is open)
f = F(_io.BytesIO(b"a\nb\n"))
print(list(f), f)
w = _io.BufferedWriter(_io.FileIO(path, "w"))
w.write(b"abc")
print(w.tell(), w.raw.tell())
d = w.detach()
print(d.tell())
d.close()
try:
    w.write(b"x")
except ValueError as e:
    print(e)
rw = open(path, "w+b")
rw.write(b"hello world")
rw.seek(0)
print(rw.read(5))
rw.write(b"!!")
rw.flush()
rw.seek(0)
print(rw.read(), rw.tell())
rw.close()
t = _io.TextIOWrapper(_io.BytesIO(), encoding="ascii", errors="backslashreplace")
t.write("\u00e9\u20ac")
t.flush()
print(t.buffer.getvalue())
t = _io.TextIOWrapper(_io.BytesIO(), encoding="ascii")
try:
    t.write("\u00e9")
except UnicodeEncodeError as e:
    print(e)
t.reconfigure(encoding="latin-1", newline="\r\n")
t.write("\u00e9\n")
t.flush()
print(t.buffer.getvalue(), t.encoding)
r = _io.BufferedReader(_io.BytesIO(b"x" * 10), 4)
print(r.peek(1), r.read1(), r.readinto(bytearray(3)), r.read())
p = _io.BufferedRWPair(_io.BytesIO(b"in"), _io.BytesIO())
print(p.read(), p.write(b"o"), p.readable())


class C:
    def __fspath__(self):
        return path


with open(C()) as f:
    print(f.name == path)
with open(path, opener=lambda p, flags: posix.open(p, flags)) as f:
    print(f.read())
try:
    open(path, "w", opener=lambda *a: -1)
except ValueError as e:
    print(e)
unclosed = open(path, "w")
unclosed.write("written at exit")
sys.stdout.flush()
pid = posix.fork()
if pid == 0:
    sys.exit(5)
print(posix.waitstatus_to_exitcode(posix.waitpid(pid, 0)[1]))
print(open(path).read())
unclosed.close()
posix.unlink(path)
