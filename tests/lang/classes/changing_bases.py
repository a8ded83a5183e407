# mro() and assignment to __bases__: what a class is while its order is being made, and that failures leave no trace.
class Meta(type):
    def mro(cls):
        print("mro of", cls.__name__, cls.__mro__ and [c.__name__ for c in cls.__mro__])
        return super().mro()

class A(metaclass=Meta):
    pass
class B(A):
    def which(self): return super().__init__ is not None

print([c.__name__ for c in B.__mro__])

class Other: pass
class Base: pass
class D(Base): pass
class E(D): pass
class Once(type):
    def mro(cls):
        if getattr(cls, "made", False):
            raise RuntimeError("no")
        cls.made = True
        return type.mro(cls)
class F(D, metaclass=Once): pass

before = D.__mro__, E.__mro__, D.__bases__
try:
    D.__bases__ = (Other,)
except RuntimeError as e:
    print(e, (D.__mro__, E.__mro__, D.__bases__) == before)

for new in (E,), (), (1,), [Other], (Base, Base):
    try:
        D.__bases__ = new
    except TypeError as e:
        print(e)
try:
    del D.__bases__
except TypeError as e:
    print(e)

class Incomplete(type):
    def mro(cls):
        try:
            if cls.__name__ == "G": Incomplete("X", (cls,), {})
        except TypeError as e:
            print(e)
        return type.mro(cls)
class G(metaclass=Incomplete): pass

for answer in [], [1], [object]:
    class Bad(type):
        def mro(cls): return answer
    try:
        class H(metaclass=Bad): pass
    except TypeError as e:
        print(e)

# The class cell is filled before mro() runs.
class Cell(type):
    def mro(cls):
        print(cls.__dict__["who"].__closure__[0].cell_contents is cls)
        return type.mro(cls)
class I(metaclass=Cell):
    def who(self): return __class__

# Slots of the same names as what class creation itself uses.
class J:
    __slots__ = ["__qualname__", "__classcell__"]
    def f(self): return __class__
j = J()
j.__qualname__ = 1
j.__classcell__ = 2
print(J.__qualname__, j.__qualname__, j.__classcell__, j.f() is J)
