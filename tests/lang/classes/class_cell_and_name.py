class A:
    name = __qualname__
    def f(self): return __class__
    g = lambda self: __class__.__name__
print(A.name, A().f() is A, A().g(), A.__module__, A.__dict__["__module__"], A.__doc__, A.__firstlineno__)
def mk():
    class Inner:
        "inner doc"
        class Deep: pass
    return Inner
I = mk(); print(I.__qualname__, I.Deep.__qualname__, I.__doc__); I.__name__ = "Ren"; I.__qualname__ = "Q"; print(I.__name__, repr(I)); I.__doc__ = "new"; print(I.__doc__)
try: I.__name__ = 5
except TypeError as e: print(e)
class B(A):
    __slots__ = ()
    x: int
print(B.__base__ is A, B.__weakrefoffset__ >= 0 if hasattr(B, "__weakrefoffset__") else True, type.__call__(A).__class__ is A, A.__class__ is type, isinstance(A.__subclasses__(), list), A.__static_attributes__)
