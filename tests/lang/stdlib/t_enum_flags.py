from enum import *
class Perm(IntFlag): R = 4; W = 2; X = 1; ALL = 7
print(Perm.R | Perm.W, Perm(5), Perm.ALL & ~Perm.W, int(Perm.R), Perm.R in Perm.ALL, list(Perm.ALL), repr(Perm(0)), Perm(8), Perm.R + 1)
class Auto(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last): return name.lower() + str(count)
    A = auto(); B = auto()
print(Auto.A.value, Auto.B.value, Auto("b1"), [m.name for m in Auto], Auto.A is Auto["A"], hash(Auto.A) == hash(Auto.A))
class Miss(Enum):
    X = 1
    @classmethod
    def _missing_(cls, v): return cls.X if v == "any" else None
print(Miss("any"))
for f in (lambda: Miss(5), lambda: setattr(Miss, "X", 3), lambda: Miss.X.value.foo):
    try: f()
    except Exception as e: print(type(e).__name__, str(e)[:50])
class Meth(Enum):
    A = 1
    def up(self): return self.name * 2
    @property
    def p(self): return self.value + 1
    @classmethod
    def c(cls): return len(cls)
print(Meth.A.up(), Meth.A.p, Meth.c(), Meth.A.__class__, isinstance(Meth.A, Meth)); F = Enum("F", "A B C"); print(list(F), F.B.value, F(3)); D = Enum("D", {"x": 10}); print(D.x)
import pickle, copy; print(pickle.loads(pickle.dumps(Perm.R)) is Perm.R, copy.deepcopy(Perm.W) is Perm.W)
match Auto.A:
    case Auto.B: print("b")
    case Auto.A: print("a")
