print(True + True, True * 3, -True, ~5, True / 2, True // 1, True & False, True | False, True ^ True, True & 1, type(True & 1).__name__, type(True & True).__name__)
print(bool(), bool([]), bool([0]), bool(""), bool("0"), bool(None), bool(0.0), bool(...), bool(NotImplementedError))
print(isinstance(True, int), issubclass(bool, int), bool.__mro__, True == 1, True is (1 == 1), [10, 20][True])
print(not 1, not [], 1 and 2, 0 and 2, 1 or 2, 0 or "", not not "x", None or False or [] or 0)
class T:
    def __init__(self, v): self.v = v
    def __bool__(self):
        print("bool", self.v, end="; ")
        return self.v
t, f = T(True), T(False)
print(bool(f or t), "then" if f else "else", not t)
class L:
    def __len__(self): return 0
print(bool(L()), [x for x in (L(), 1) if x == 1])
class Bad:
    def __bool__(self): return 1
class Neg:
    def __len__(self): return -1
class Str:
    def __len__(self): return "x"
for x in (Bad(), Neg(), Str()):
    try:
        bool(x)
    except Exception as e:
        print(type(e).__name__, e)
try:
    class B(bool): pass
except TypeError as e:
    print(e)
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1 != 0, 1 == 1 in [1], "a" < "b" <= "b" != None)
def c(x):
    print("c", x, end="; ")
    return x
print(c(1) < c(5) < c(3) < c(9))
print(c(5) < c(1) < c(9))
