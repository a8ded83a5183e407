print(list(enumerate("ab")), list(enumerate("ab", 5)), list(enumerate([], start=1)), list(reversed([1, 2, 3])), "".join(reversed("abc")), list(reversed({1: 2, 3: 4})), list(reversed(range(5))))
c = iter([1, 2, 0, 3]); print(list(iter(lambda: next(c), 0)), next(iter([]), None))
n = iter([5]); print(next(n))
try: next(n)
except StopIteration as e: print(repr(e))
class R:
    def __len__(self): return 3
    def __getitem__(self, i): return i * i
print(list(reversed(R())), list(iter(R()))[:0] if False else "")
class RR:
    def __reversed__(self): return iter("rev")
print(list(reversed(RR())))
for e in ("reversed({1})", "reversed(5)", "reversed(iter([]))", "iter(5)", "iter(5, 1)", "next([])", "next()", "enumerate()", "enumerate(5)", "enumerate([], 'a')", "iter(len)"):
    try: print(eval(e))
    except TypeError as x: print(e, x)
e = enumerate("abc", 2**63); print(next(e), next(e))
l = [1, 2, 3]; r = reversed(l); l.append(4); print(list(r), r.__length_hint__())
print(all([]), any([]), all([1, 0]), any([0, "x"]), all(iter([1, 2])), sum([1, 2], 10), sum([[1], [2]], []), sum([0.1] * 3), sum((), "x") if False else sum([]))
try: sum(["a"])
except TypeError as x: print(x)
try: sum(["a"], "")
except TypeError as x: print(x)
