# A list extended by itself doubles, whatever its class; other iterators see it grow.
import itertools


class Sub(list):
    pass


for make in (list, Sub):
    a = make([1, 2])
    a.extend(a)
    print(a, type(a).__name__)
    a += a
    print(a)
    a[2:] = a
    print(a)

b = [0]
b.extend(len(b) for _ in range(5))
print(b)
c = [1, 2, 3]
c.extend(itertools.islice(c, 2))
print(c)
d = [1, 2, 3]
d.extend(itertools.islice(iter(d), 7))
print(d)
