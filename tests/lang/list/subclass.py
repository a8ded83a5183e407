class L(list):
    def append(self, x): super().append(x * 2)
    def __getitem__(self, i): return ("item", super().__getitem__(i))
    def __len__(self): return 42
    def __contains__(self, x): return True
l = L([1, 2]); l.append(3)
print(l, len(l), l[0], list(l), [x for x in l], 99 in l, l + [1], type(l + [1]).__name__, type(l[:]).__name__, bool(l), l == [1, 2, 6])
class It(list):
    def __iter__(self): return iter("custom")
i = It([1, 2]); print(list(i), [*i], sorted(i), len(i), "".join(i))
a, *b = i; print(a, b)
class A(list):
    def __init__(self, n): super().__init__([0] * n); self.name = "n"
a = A(3); print(a, a.name, a.__dict__)
class M(list):
    def __missing__(self, k): return "m"
    def __setitem__(self, k, v): super().__setitem__(k, [v])
m = M([1, 2]); m[0] = 5; print(m)
try:
    m[5]
except IndexError as e: print(e)
