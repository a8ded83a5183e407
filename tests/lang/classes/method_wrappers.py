# classmethod and staticmethod show the function they wrap.
def f(x: int) -> str:
    """documentation"""

for wrapper in staticmethod, classmethod:
    w = wrapper(f)
    print(w.__name__, w.__qualname__, w.__module__, w.__doc__, w.__wrapped__ is f, w.__func__ is f)
    print(w.__annotations__ == f.__annotations__)
    w.extra = 1
    print(w.extra, sorted(k for k in vars(w) if k != "__annotations__"))
    print(repr(w).split(" at ")[0])
    for bad in (lambda: wrapper(), lambda: wrapper(1, 2), lambda: wrapper(f=f)):
        try:
            bad()
        except TypeError as e:
            print(e)

print(staticmethod(f)(1))

class C:
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls, a): return cls, a
    def m(self):
        "doc of m"

print(C.s(1), C.c(2), C().c(3))
print(C().m.__doc__, C().m.__func__ is C.m)

# A bound method is bound for good.
a, b = C(), C()
b.m2 = a.m.__get__(b, C)
print(b.m2.__self__ is a)

import pickle
print(C().m.__reduce__()[1][1])

class Nameless:
    __slots__ = ()
    def __call__(self): pass

import types
print(repr(types.MethodType(Nameless(), 1)))
print([].append.__self__, [].__add__.__objclass__, [].__add__.__name__)
