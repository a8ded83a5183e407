class V:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"V({self.n})"
ops = "add sub mul truediv floordiv mod pow matmul lshift rshift and or xor".split()
sym = "+ - * / // % ** @ << >> & | ^".split()
for o in ops:
    setattr(V, f"__{o}__", lambda s, x, o=o: (o, s.n, getattr(x, "n", x)))
    setattr(V, f"__r{o}__", lambda s, x, o=o: ("r" + o, s.n, getattr(x, "n", x)))
v, w = V(1), V(2)
for s in sym:
    print(s, eval(f"v {s} w"), eval(f"v {s} 5"), eval(f"5 {s} v"), eval(f"'a' {s} v") if s != "%" else "")
class I:
    def __iadd__(self, o): print("iadd"); return self
    def __imul__(self, o): return "replaced"
    def __isub__(self, o): return NotImplemented
    def __sub__(self, o): return "sub"
i = I(); i += 1; i *= 2; print(i); j = I(); j -= 1; print(j)
class U:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __divmod__(self, o): return "dm"
    def __rdivmod__(self, o): return "rdm"
    def __pow__(self, o, m=None): return "pow", o, m
    def __contains__(self, x): return "truthy"
    def __len__(self): return 3
    def __getitem__(self, i): return i
    def __reversed__(self): return "rev"
    def __index__(self): return 2
    def __round__(self, n=None): return n
    def __missing__(self): pass
u = U(); print(-u, +u, ~u, abs(u), divmod(u, 1), divmod(1, u), pow(u, 2, 3), u ** 2, 1 in u, len(u), reversed(u), [1, 2, 3][u], hex(u), round(u), round(u, 1), "abc"[u:])
class P:
    def __add__(self, o): print("P.add"); return NotImplemented
    def __radd__(self, o): print("P.radd"); return NotImplemented
    def __eq__(self, o): print("P.eq"); return NotImplemented
    def __lt__(self, o): print("P.lt"); return NotImplemented
class Q(P):
    def __radd__(self, o): print("Q.radd"); return "Q"
    def __eq__(self, o): print("Q.eq"); return "Qeq"
    def __gt__(self, o): print("Q.gt"); return "Qgt"
print(P() + Q(), P() == Q(), P() < Q())
for e in ("P() + 1", "1 + P()", "P() + P()", "P() < 1", "P() == 1", "P() != 1", "-P()", "P()[0]", "P()()", "len(P())", "iter(P())", "1 in P()", "P() @ 1", "~P()", "P().x", "del_(P())", "with_(P())"):
    try: print(e, eval(e))
    except Exception as x: print(e, type(x).__name__, x)
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq(), 5 in Seq(), max(Seq()), [*Seq()], dict(enumerate(Seq())))
class Cmp:
    def __eq__(self, o): return "eq-result"
    def __lt__(self, o): return []
    def __le__(self, o): return [1]
print(Cmp() == 1, 1 == Cmp(), Cmp() != 1, Cmp() < 1, 1 > Cmp(), not Cmp() < 1, Cmp() <= 1 < 2)
