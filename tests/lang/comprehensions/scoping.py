x = "outer"
print([x for x in range(3)], x, {x for x in "a"}, {x: 1 for x in "k"}, x)
print([[y for y in range(z)] for z in range(3)], [a + b for a in "xy" for b in "12" if a != "x" or b == "1"])
def f():
    y = 10
    l = [y + i for i in range(2)]
    fs = [lambda: (i, y) for i in range(2)]
    y = 20
    return l, [g() for g in fs]
print(f())
def g():
    try: return [undefined_q for _ in range(1)]
    except NameError as e: return str(e)
print(g())
class C:
    n = 3
    a = [i for i in range(n)]
    try: b = [n for _ in range(1)]
    except NameError as e: b = str(e)
    c = (lambda: [__class__ for _ in "1"]) if False else None
print(C.a, C.b)
def h():
    total = 0
    r = [total := total + v for v in [1, 2, 3]]
    return r, total
print(h())
def loc():
    q = 1
    return [sorted(locals()) for k in range(1)]
print(loc())
def deleted():
    i = 5
    [i for i in range(3)]
    return i
print(deleted(), [i if i else "z" for i in range(2)], [*(j for j in "ab")], dict(zip("ab", [k for k in (1, 2)])))
def exc():
    try: return [1 / (k - 1) for k in range(3)]
    except ZeroDivisionError:
        try: k
        except NameError as e: return str(e)
print(exc(), {k: v for d in ({1: 2}, {3: 4}) for k, v in d.items()}, [(lambda w: w * 2)(e) for e in range(3)], [c for c in "hello" if c not in (v for v in "aeiou")])
gen = ([q, r] for q in range(2) for r in [q * 10]); print(next(gen), list(gen))
def nl():
    n = 0
    def inner():
        nonlocal n
        [n := v for v in range(4)]
        return n
    return inner(), n
print(nl())
