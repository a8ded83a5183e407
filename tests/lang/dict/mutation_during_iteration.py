d = {i: i for i in range(4)}
for op in ("d.clear()", "d.update({9: 9})", "d.popitem()", "del d[k]", "d[k] = 5", "d.setdefault(77, 1)"):
    d = {i: i for i in range(4)}; seen = []
    try:
        for k in d: seen.append(k); exec(op)
    except (RuntimeError, KeyError) as e: seen.append(str(e))
    print(op, seen)
for view in ("items", "values", "keys"):
    d = {1: 1, 2: 2}
    try:
        for _ in getattr(d, view)(): d[len(d) + 10] = 0
    except RuntimeError as e: print(view, e)
d = {1: 1}; it = iter(d); next(it); d[2] = 2
print(next(it, "x") if False else "skip"); d = dict.fromkeys("abc"); r = reversed(d); next(r); del d["a"]
try: print(list(r))
except RuntimeError as e: print(e)
class K:
    def __init__(s, n): s.n = n
    def __hash__(s): return 1
    def __eq__(s, o): d2.clear() if armed else None; return s.n == o.n
armed = False; d2 = {K(i): i for i in range(5)}; armed = True
print(d2.get(K(3), "gone"), len(d2))
l = [d for d in ({},) if d or True]; print(list(l[0]), {**{"a": 1}, **{"a": 2, "b": 3}}, dict([["k", "v"]], k="w"))
