class C:
    def __init__(s, n, sup=False): s.n, s.sup = n, sup
    def __enter__(s): log.append("+" + s.n); return s
    def __exit__(s, *a): log.append("-" + s.n + (a[0].__name__ if a[0] else "")); return s.sup
def f(kind):
    for i in range(3):
        with C("a", True), C("b"):
            if kind == "ret": return "r"
            if kind == "brk": break
            if kind == "con" and i == 1: continue
            if kind == "exc": raise KeyError
            log.append(i)
    return "end"
for k in ("none", "ret", "brk", "con", "exc"): log = []; print(k, f(k), log)
def g():
    with C("g"):
        yield 1
        yield 2
log = []; list(g()); it = g(); next(it); it.close(); print(log)
log = []
try:
    with C("x"):
        with C("y", True): raise ValueError
        1 / 0
except ZeroDivisionError: print(log)
class R:
    def __enter__(s): return (1, [2, 3])
    def __exit__(s, *a):
        if a[0]: raise TypeError("replaced")
with R() as (p, [q, *r]): pass
print(p, q, r)
try:
    with R(): raise ValueError("orig")
except TypeError as e: print(e, repr(e.__context__))
