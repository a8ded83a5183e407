class Lazy:
    def __getattr__(self, n):
        if n.startswith("_"): raise AttributeError(n)
        self.__dict__[n] = v = len(n); calls.append(n); return v
calls = []; l = Lazy(); print(l.abc, l.abc, l.z, calls, hasattr(l, "_x"), getattr(l, "_q", 0))
class Chain:
    def __init__(self, p=""): self.p = p
    def __getattr__(self, n): return Chain(f"{self.p}.{n}")
    def __call__(self, *a): return f"{self.p}({', '.join(map(repr, a))})"
    def __getitem__(self, k): return Chain(f"{self.p}[{k!r}]")
print(Chain("x").a.b["k"].c(1, "s"))
class Ro:
    def __setattr__(self, n, v): raise AttributeError(f"read-only {n}")
try: Ro().x = 1
except AttributeError as e: print(e)
class Wrap:
    def __init__(self, o): object.__setattr__(self, "_o", o)
    def __getattr__(self, n): return getattr(self._o, n)
    def __setattr__(self, n, v): setattr(self._o, n, v)
    def __delattr__(self, n): delattr(self._o, n)
class T: pass
t = T(); w = Wrap(t); w.q = 5; print(t.q, w.q); del w.q
try: w.q
except AttributeError as e: print(e, e.name, type(e.obj).__name__)
