class L(dict):
    def __getitem__(s, k): print("get", k); return super().__getitem__(k)
    def __setitem__(s, k, v): print("set", k, v); super().__setitem__(k, v)
d = L(a=1); d["a"] += 2
def key(): print("key"); return "a"
def obj(): print("obj"); return d
obj()[key()] *= 5
class P:
    @property
    def v(self): print("pget"); return self._v
    @v.setter
    def v(self, x): print("pset", x); self._v = x
p = P(); p.v = 1; p.v += 1
def po(): print("po"); return p
po().v -= 5; print(p._v)
m = {}; m.setdefault("k", []).append(1)
try: m["z"] += 1
except KeyError as e: print(repr(e))
try: p.nope += 1
except AttributeError as e: print(e)
l = [1, 2, 3]; i = 0
def idx(): global i; i += 1; return i
l[idx()] += 10; l[idx()] -= 1; print(l, i); l[-1] **= 2; l[0:2] += [7]; print(l)
n = [[1], [2]]; n[0] += [5]; n[1][0] += 1; print(n)
