def noisy(n):
    for i in range(n): print("make", i, end=" "); yield i
m = map(lambda x: x * 2, noisy(3)); print("made"); print(next(m)); print(list(m), list(m))
f = filter(lambda x: x, noisy(3)); print(next(f)); z = zip(noisy(2), noisy(3)); print(list(z)); e = enumerate(noisy(1)); print(next(e), next(e, "end"))
it = iter([1, 2]); print(list(it), list(it), next(it, None)); l = [1]; i = iter(l); print(list(i)); l.append(2); print(list(i))
print(any(x > 0 for x in noisy(5))); print(2 in noisy(5)); a, *b = noisy(3); print(a, b); print(max(noisy(2)), sum(noisy(3)), dict(zip("ab", noisy(9))))
d = iter({1: 2}); print(next(d), next(d, "d")); s = iter("ab"); print(next(s), list(s), iter(s) is s); r = iter(range(3)); next(r); print(list(r), r.__reduce__()[0].__name__ if False else "")
class Once:
    def __init__(s): s.n = 0
    def __iter__(s): return s
    def __next__(s):
        s.n += 1
        if s.n % 3 == 0: raise StopIteration
        return s.n
o = Once(); print(list(o), list(o)); i = iter(lambda: o.n, 6); print(next(i, "sent"))
try: print(next(iter(lambda: 1 / 0, 0)))
except ZeroDivisionError as x: print(x)
