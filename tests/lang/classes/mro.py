class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass
print([k.__name__ for k in D.__mro__], D.__bases__ == (B, C), D.mro()[1].__name__, issubclass(D, A), isinstance(D(), C))
def tryclass(code):
    try: exec(code, globals())
    except TypeError as e: print(e)
tryclass("class X(A, B): pass")
tryclass("class Y(D, B, C): pass\nprint('ok')")
tryclass("class E1(B, C): pass\nclass E2(C, B): pass\nclass Z(E1, E2): pass")
tryclass("class Q(A, A): pass")
tryclass("class Q(5): pass")
tryclass("class Q(int, str): pass")
tryclass("class Q(type(None)): pass")
tryclass("class Q(None): pass")
tryclass("class Q(A, metaclass=5): pass")
tryclass("class Q(A, foo=5): pass")
tryclass("class Q(lambda: 0): pass")
class Base:
    def who(self): return ["Base"]
class L(Base):
    def who(self): return ["L"] + super().who()
class R(Base):
    def who(self): return ["R"] + super().who()
class J(L, R):
    def who(self): return ["J"] + super().who()
print(J().who(), [k.__name__ for k in J.__mro__])
class O: x = 1
class P(O): pass
class Q(O): x = 2
class S(P, Q): pass
print(S.x, S().x)
P.x = 3; print(S.x); del P.x; print(S.x); S.__bases__ = (P,); print(S.x, [k.__name__ for k in S.__mro__])
print(O.__subclasses__() == [P, Q], object.__base__, type.__base__, A.__base__, D.__base__)
a = A(); a.__class__ = B; print(type(a).__name__)
try: a.__class__ = int
except TypeError as e: print(e)
try: a.__class__ = 5
except TypeError as e: print(e)
T = type("T", (A,), {"v": 5, "m": lambda self: self.v}); print(T().m(), T.__name__, T.__module__, type(T))
