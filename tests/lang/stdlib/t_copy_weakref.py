import copy, weakref, gc
a = [1, [2, 3], {"k": [4]}]; b = copy.copy(a); c = copy.deepcopy(a); a[1].append(9); print(b, c); r = [1]; r.append(r); d = copy.deepcopy(r); print(d, d[1] is d)
class O:
    def __init__(self, n): self.n = n; self.l = [n]
    def __repr__(self): return f"O{self.n}"
o = O(1); p, q = copy.copy(o), copy.deepcopy(o); print(p.l is o.l, q.l is o.l, copy.copy((1, [2])), copy.replace if False else "")
w = weakref.ref(o, lambda r: print("callback", r() is None)); print(w() is o, w == weakref.ref(o), weakref.getweakrefcount(o) >= 1); del o; print(w())
x, y = O(2), O(3); wv = weakref.WeakValueDictionary(a=x, b=y); wk = weakref.WeakKeyDictionary({x: 1}); ws = weakref.WeakSet([x, y]); print(sorted(wv), len(wk), len(ws)); del x; print(sorted(wv), len(wk), len(ws))
f = weakref.finalize(y, print, "finalized", 5); print(f.alive); del y; print(f.alive)
pr = O(4); px = weakref.proxy(pr); print(px.n, px.l); px.n = 7; print(pr.n); del pr
try: px.n
except ReferenceError as e: print(e)
for bad in (5, "s", (), None):
    try: weakref.ref(bad)
    except TypeError as e: print(e)
class M:
    def meth(self): return "m"
m = M(); wm = weakref.WeakMethod(m.meth); print(wm()()); del m; print(wm()); s = weakref.ref({1, 2}.__class__); print(s() is set)
n1, n2 = O("c1"), O("c2"); n1.o, n2.o = n2, n1; wr = weakref.ref(n1); del n1, n2; print(wr() is not None or "already"); gc.collect(); print(wr())
