class S:
    def __str__(self): return "str!"
class R:
    def __repr__(self): return "repr!"
print(S(), R(), str(R()), [R()], f"{S()}", "%s %r" % (S(), R()), str(S())[:3])
class BadStr:
    def __str__(self): return 5
class BadRepr:
    def __repr__(self): return None
class BadLen:
    def __len__(self): return -5
class BadLen2:
    def __len__(self): return "a"
class BadIter:
    def __iter__(self): return 5
class BadIndex:
    def __index__(self): return "x"
class BadNext:
    def __iter__(self): return self
class NoneIter:
    __iter__ = None
    __contains__ = None
    __hash__ = None
for e in ("str(BadStr())", "repr(BadRepr())", "len(BadLen())", "len(BadLen2())", "iter(BadIter())", "[][BadIndex()]", "list(BadNext())", "list(NoneIter())", "1 in NoneIter()", "hash(NoneIter())", "for_ in NoneIter()", "bool(BadLen())", "print(BadStr())", "[BadRepr()].__repr__()", "format(S(), 5)"):
    try: print(e, eval(e))
    except Exception as x: print(e, type(x).__name__, x)
class Enter:
    def __enter__(self): return 1
try:
    with Enter(): pass
except TypeError as x: print(x)
try:
    with 5: pass
except TypeError as x: print(x)
class D(dict):
    def __missing__(self, k):
        if k == "zz": return "missing zz"
        raise KeyError(k)
exec("print(zz)", {}, D())
class Iter:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration("done")
        return self.n
    def __length_hint__(self): return 10
it = Iter(); print(list(it), list(it), next(Iter()), sum(Iter()), tuple(Iter()), dict(zip("ab", Iter())))
class Cp:
    def __init__(self): self.x = [1]
    def __copy__(self): return "copied"
    def __deepcopy__(self, m): return "deep"
    def __reduce__(self): return (str, ("red",))
    def __sizeof__(self): return 1
import copy; print(copy.copy(Cp()), copy.deepcopy(Cp()), copy.deepcopy([Cp()]))
class Fmt(float):
    def __repr__(self): return "FR"
print(Fmt(1.5), [Fmt(2)], f"{Fmt(1.25):.1f}", Fmt(1) + 1)
class P:
    def __init__(self, *a): self.__dict__.update(enumerate(a)) if not a else None
    __match_args__ = ("x",)
print(vars(P()), type(P()).__qualname__, P.__init__.__qualname__, P.__dict__.get("nope"), isinstance(P.__dict__, dict), type(P.__dict__).__name__)
try: P.__dict__["x"] = 1
except TypeError as x: print(x)
setattr(P, "dyn", 5); print(P().dyn); delattr(P, "dyn"); print(hasattr(P, "dyn"))
try: setattr(P(), 5, 1)
except TypeError as x: print(x)
try: int.x = 5
except TypeError as x: print(x)
try: del int.real
except TypeError as x: print(x)
