class A: pass
a = A(); a.__len__ = lambda: 5; a.__call__ = lambda: 1; a.__add__ = lambda o: 2; a.__iter__ = lambda: iter([1])
for e in ("len(a)", "a()", "a + 1", "list(a)", "a.__len__()", "bool(a)"):
    try: print(e, eval(e))
    except TypeError as x: print(e, x)
A.__len__ = lambda s: 7; print(len(a), bool(a)); del A.__len__
A.__bool__ = lambda s: False; print(bool(a), not a); A.__eq__ = lambda s, o: True; print(a == 5, a != 5)
try: print(hash(a) is not None)
except TypeError as x: print(x)
