def f(a, b=[], *c, d={}, **e):
    b.append(a)
    return a, list(b), c, d, e
print(f(1), f(2), f(3, [9]), f(4, [], 5, 6, d=7, z=8))
print(f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__, f.__module__, f.__doc__, f.__code__.co_varnames, f.__code__.co_argcount, f.__code__.co_kwonlyargcount)
def order(x): print("eval", x, end=" "); return x
def g(a=order(1), *, k=order(2)) -> order(3) if False else None: return a, k
print(g())
def h(a, b=2, /, c=3, *, d=4): return a, b, c, d
print(h(1), h(1, 5), h(1, 5, 6), h(1, c=7, d=8), h(*[1, 2], **{"d": 0}))
def kw(**k): return k
print(kw(a=1, **{"b c": 2}), list(kw(z=1, y=2, x=3)))
def va(*a, **k): return a, k
print(va(*"ab", 1, *range(2), x=1, **{}, **{"y": 2}))
late = [lambda: i for i in range(3)]; early = [lambda i=i: i for i in range(3)]
print([q() for q in late], [q() for q in early])
def outer():
    "doc"
    def inner(): "idoc"
    return inner
print(outer().__qualname__, outer().__doc__, outer.__doc__, (lambda: 0).__name__, outer().__name__)
f.attr = 5; print(f.attr, f.__dict__)
try: f.nope
except AttributeError as e: print(e)
del f.attr; print(f.__dict__)
def swap(a, b): return b, a
swap.__defaults__ = (7,); print(swap(1)); swap.__name__ = "renamed"; print(swap.__name__)
try: swap.__name__ = 5
except TypeError as e: print(e)
def rec(n): return n if n == 0 else rec(n - 1)
print(rec(100), callable(rec), callable(5), f.__get__(1)(2) if False else "")
def evalorder(*a, **k): return None
evalorder(order("a"), *order([1]), k=order("k"), **order({"z": 1})); print()
order("L")[:0]; print(); {order("k1"): order("v1"), order("k2"): order("v2")}; print()
order([0])[order(0)] = order("val"); print()
