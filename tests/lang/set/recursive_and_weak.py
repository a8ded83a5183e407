# Sets that contain themselves, weak references to sets, hashes that dicts know already.
import weakref


class Wrapper:
    def __repr__(self):
        return repr(self.value)


class Sub(set):
    pass


for kind in (set, frozenset, Sub):
    w = Wrapper()
    w.value = s = kind([w])
    print(s)
    r = weakref.ref(s)
    print(r() is s)
    del s, w.value
    print(r() is None)


class Hashed(int):
    count = 0

    def __hash__(self):
        Hashed.count += 1
        return int.__hash__(self)


d = dict.fromkeys(map(Hashed, range(10)))
print(Hashed.count)
s = set(d)
s.update(d)
s.difference(d)
s.union(d)
s.symmetric_difference_update(d)
frozenset(d) | s
print(Hashed.count)

m = memoryview(b"abc")
print(weakref.ref(m)() is m)
