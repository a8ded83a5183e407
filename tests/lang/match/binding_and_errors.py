def f(v):
    match v:
        case [x, y, *z] | {"x": x, "y": y, "z": z}: return x, y, z
        case str() as s if (t := s.upper()) and len(t) > 2: return t
        case (1 | 2) as n: return ("or", n)
        case complex(real=r, imag=i): return r, i
    return "none"
print(f([1, 2]), f({"x": 1, "y": 2, "z": 3}), f("abc"), f("a"), f(2), f(1 + 2j), f(set()))
match 5:
    case x: pass
print(x)
match [1, 2]:
    case [a, 3]: pass
    case [b, 2]: print(b)
class Color: RED = 1; BLUE = 2
match 2:
    case Color.RED: print("red")
    case Color.BLUE: print("blue")
match (1, 2), 3:
    case (a, b), c: print(a, b, c)
class NoArgs: pass
for code in ("match NoArgs():\n case NoArgs(1): pass", "match 1:\n case int(1, 2): pass", "match 1:\n case int(x=1): pass\n case _: print('no attr')", "match 1:\n case notdef(): pass", "match NoArgs():\n case 'x'.upper: pass", "match 1:\n case five(): pass", "class B:\n __match_args__ = ['x']\nmatch B():\n case B(1): pass", "class D:\n __match_args__ = ('x',)\n x = 1\nmatch D():\n case D(1, x=2): pass"):
    try: exec(code, {"NoArgs": NoArgs, "five": 5})
    except (TypeError, NameError, SyntaxError) as e: print(type(e).__name__, str(e).split("(")[0])
match = 1; case = 2; type = 3; _ = 4; print(match, case, type, _)
match[0:1] if False else None
class Log(dict):
    def get(self, k, d=None): print("get", k); return super().get(k, d)
match Log(a=1, b=2):
    case {"a": 2}: print("no")
    case {"b": 2}: print("yes")
import collections
match collections.OrderedDict(a=1), collections.deque([1, 2]):
    case {"a": v}, [p, q]: print(v, p, q)
