class H:
    def __init__(self, h, name): self.h, self.name = h, name
    def __hash__(self): return self.h
    def __eq__(self, o):
        log.append((self.name, getattr(o, "name", o)))
        return isinstance(o, H) and self.name == o.name
log = []
d = {H(1, "a"): 1, H(1, "b"): 2, H(2, "c"): 3}
print(len(d), d[H(1, "b")], H(1, "z") in d, log)
class Missing(dict):
    def __missing__(self, k): return k * 2
m = Missing(a=1); print(m["a"], m["zz"], m.get("zz"), "zz" in m, len(m))
class BadHash:
    def __hash__(self): raise ValueError("no hash")
class NoHash:
    def __eq__(self, o): return True
for k in (BadHash(),):
    try: {}[k]
    except ValueError as e: print(e)
print(NoHash.__hash__)
class BadEq:
    def __hash__(self): return 5
    def __eq__(self, o): raise RuntimeError("eq")
try: {BadEq(): 1}[BadEq()]
except RuntimeError as e: print(e)
b = BadEq(); print({b: 1}[b])
nan = float("nan"); n = {nan: 1}; print(nan in n, float("nan") in n, n[nan])
print({0: "a", -0.0: "b", False: "c"}, {2**70: 1}[2**70], {2.0**70: 1}[2**70], {(1, 2): 3}[(1.0, 2)], {None: 1, ...: 2, int: 3}[int], {"": 0, b"": 1})
class S(dict):
    def __setitem__(self, k, v): super().__setitem__(k, ("s", v))
s = S(a=1); s["b"] = 2; s.update(c=3); print(s, s | {"d": 4}, type(s | {}).__name__, type(s.copy()).__name__)
big = {i: i for i in range(1000)}
for i in range(0, 1000, 2): del big[i]
print(len(big), sum(big), list(big)[:3], big.popitem(), 500 in big, 501 in big)
d = dict.fromkeys(range(5)); it = iter(d); next(it); d[0] = "x"; print(list(it))
