def f0(): pass
def f1(a): pass
def f2(a, b, c=1): pass
def fk(a, *, k, m=2): pass
def fv(a, *args, k=1, **kw): pass
def fp(a, b, /, c): pass
class C:
    def m(self, x): pass
    def __init__(self, v=None): pass
    @classmethod
    def cm(cls): pass
calls = ["f0(1)", "f0(1, 2)", "f0(a=1)", "f1()", "f1(1, 2)", "f1(1, a=2)", "f1(b=1)", "f1(**{'a': 1, 'b': 2})", "f2()", "f2(1)", "f2(1, 2, 3, 4)", "f2(1, c=2)", "f2(b=1)", "fk()", "fk(1)", "fk(1, 2)", "fk(1, 2, k=3)", "fk(k=1)", "fk(1, q=2)", "fk(1, k=1, q=2)",
         "fv()", "fv(k=2)", "fp(a=1, b=2, c=3)", "fp(1, b=2, c=3)", "fp(1, 2)", "fp(1)", "fp()", "C().m()", "C().m(1, 2)", "C.m()", "C.m(1)", "C(1, 2)", "C(x=1)", "C.cm(1)", "C().zz()", "f1(*5)", "f1(**5)", "f1(*[1, 2], *[3])", "f1(**{1: 2})", "f1(**{'a': 1}, a=2)", "fv(1, **{'x': 1}, **{'x': 2})",
         "(lambda: 1)(2)", "(lambda x, y: 1)(1)", "5(3)".replace("5", "None"), "'s'()".replace("'s'", "str.upper")+"", "len()", "len(1, 2)", "len(obj=[])", "print(foo=1)", "int(1, 2, 3)", "isinstance(1)", "min()", "max(1)", "sorted()", "abs(1, 2)", "ord()", "[].append(a=1)", "{}.get(1, 2, 3)", "''.join()", "object(1)", "type(1, 2)", "getattr(1)"]
import warnings
warnings.simplefilter("ignore")
for c in calls:
    try:
        eval(c)
        print(c, "ok")
    except Exception as e:
        print(c, "->", type(e).__name__ + ":", e)
