import gc, weakref
class N:
    def __init__(self, n): self.n = n
    def __del__(self): dead.append(self.n)
dead = []
gc.disable()
a = N("self"); a.me = a; del a; print(dead); gc.collect(); print(dead)
b, c = N("b"), N("c"); b.x, c.x = c, b; del b, c; print(len(dead)); gc.collect(); print(sorted(dead))
l = [N("in list")]; l.append(l); del l; gc.collect(); print(dead[-1])
d = {}; d["d"] = d; d["n"] = N("in dict"); del d; gc.collect(); print(dead[-1])
def f():
    n = N("closure")
    def g(): return n, g
    return None
f(); gc.collect(); print(dead[-1])
def gen():
    n = N("generator"); me = yield; yield me
g = gen(); next(g); g.send(g); del g; gc.collect(); print(dead[-1])
class Meta(type): pass
K = Meta("K", (), {}); K.inst = K(); r = weakref.ref(K); del K; gc.collect(); print(r())
try:
    x = N("exc"); raise ValueError
except ValueError as e: x.e = e; y = e.__traceback__
del x, y; gc.collect(); print("exc" in dead)
class Res:
    def __del__(self): saved.append(self)
saved = []; z = Res(); z.me = z; del z; gc.collect(); print(len(saved)); saved.clear(); gc.collect(); print(len(saved))
big = [N(i) for i in range(3)]
for n in big: n.others = big
del big, n; gc.collect(); print(sorted(dead[-3:])); print(gc.isenabled()); gc.enable(); print(gc.isenabled(), gc.is_tracked([]), gc.is_tracked(1), isinstance(gc.get_count(), tuple))
t = ([],); t[0].append(t); del t; print(gc.collect() >= 2 or True)
for i in range(3000):
    q = N("auto"); q.q = q
gc.collect(); print(dead.count("auto") in (2999, 3000)); del q; gc.collect(); print(dead.count("auto"))
