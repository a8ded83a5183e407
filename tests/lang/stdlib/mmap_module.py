import mmap
import os
import tempfile


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


m = mmap.mmap(-1, 16)
print(m, len(m), attempt(m.size), m.tell(), m.closed, m.seekable())
print(m.write(b"hello\nworld\n"), m.tell(), m.seek(0), m.readline(), m.read(3), m.read(), m.read(1), attempt(m.read_byte))
m.seek(0)
print(m.read_byte(), attempt(m.seek, 17), attempt(m.seek, -1), attempt(m.seek, 0, 9), m.seek(-4, 2), m.seek(1, 1))
print(m.find(b"o"), m.find(b"o", 0), m.rfind(b"o", 0), m.rfind(b"o", 0, 6), m.find(b"zz", 0), m.find(b"", 3), m.find(b"o", -20, -1))
m[0] = 72
m[1:3] = b"EL"
m[::5] = b"abcd"
print(m[:], m[0], m[-1], m[2:8:2], list(m)[:2], b"w" in m, 111 in m)
for key, value in ((99, 1), (0, 256), (0, "a"), (slice(0, 2), b"abc"), ("x", 1)):
    print(attempt(m.__setitem__, key, value))
print(attempt(m.__getitem__, 16), attempt(m.__getitem__, "a"), attempt(m.__delitem__, 0), attempt(m.__delitem__, slice(0, 1)))
m.move(0, 6, 5)
print(m[:], attempt(m.move, 0, 10, 7), attempt(m.move, -1, 0, 1), m.flush(), attempt(m.flush, 1, 99))
m.seek(15)
print(attempt(m.write, b"xy"), m.write_byte(1), attempt(m.write_byte, 1), attempt(m.write_byte, 256))
view = memoryview(m)
print(view.nbytes, view.readonly, attempt(m.close), attempt(m.resize, 32))
view.release()
m.resize(32)
print(len(m), m[:5])
m.close()
m.close()
print(m, m.closed, attempt(len, m), attempt(m.read), attempt(m.__getitem__, 0))

with tempfile.TemporaryFile() as f:
    f.write(b"0123456789" * 10)
    f.flush()
    with mmap.mmap(f.fileno(), 0) as m:
        print(len(m), m.size(), m[95:], m)
        m[0:3] = b"abc"
        m.flush()
        m.resize(200)
        print(len(m), os.fstat(f.fileno()).st_size)
        m.resize(100)
    f.seek(0)
    print(f.read(5))
    with mmap.mmap(f.fileno(), 10, access=mmap.ACCESS_READ) as m:
        print(m, attempt(m.write, b"x"), attempt(m.__setitem__, 0, 1), attempt(m.resize, 5), memoryview(m).readonly)
    with mmap.mmap(f.fileno(), 10, access=mmap.ACCESS_COPY) as m:
        m[0] = 0
        print(m[:4], attempt(m.resize, 5))
    with mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE) as m:
        print(m)
    for args, kw in (((f.fileno(), 1000), {}), ((f.fileno(), -1), {}), ((f.fileno(), 0), {"offset": -1}), ((f.fileno(), 1), {"access": 9}),
                     ((f.fileno(), 1), {"access": 1, "prot": 1}), ((999, 1), {}), ((f.fileno(), 0), {"offset": 4096}), ((f.fileno(),), {})):
        print(attempt(mmap.mmap, *args, **kw))
with tempfile.TemporaryFile() as f:
    print(attempt(mmap.mmap, f.fileno(), 0))


class Closing:
    def __init__(self, m):
        self.m = m

    def __index__(self):
        self.m.close()
        return 1


m = mmap.mmap(-1, 4096)
print(attempt(lambda: m[Closing(m)]))
m = mmap.mmap(-1, 4096)
print(attempt(lambda: m.__setitem__(0, Closing(m))))
m = mmap.mmap(-1, 4096)
print(m.madvise(mmap.MADV_NORMAL), attempt(m.madvise, mmap.MADV_NORMAL, 5000), mmap.PAGESIZE == mmap.ALLOCATIONGRANULARITY)

from multiprocessing import shared_memory

s = shared_memory.SharedMemory(create=True, size=100)
s.buf[:5] = b"hello"
t = shared_memory.SharedMemory(s.name)
print(bytes(t.buf[:5]), t.size >= 100)
t.close()
s.close()
s.unlink()
print(attempt(shared_memory.SharedMemory, "/naja_no_such_memory"))
