def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
a, b = counter(), counter()
print(a(), a(), b(), a.__closure__[0].cell_contents, a.__code__.co_freevars, counter.__code__.co_cellvars)
def outer(x):
    def mid():
        def inner():
            nonlocal x
            x *= 2
            return x
        return inner
    return mid(), lambda: x
i, g = outer(3); i(); print(i(), g())
def shadow():
    x = 1
    class C:
        x = 2
        def m(self): return x
        y = x
        z = [x for _ in range(1)]
    return C().m(), C.y, C.z
print(shadow())
x = "global"
def f():
    def g(): return x
    x = "local"
    return g()
print(f())
def late():
    def g(): return y
    try: g()
    except NameError as e: print(e)
    y = 1
    return g()
print(late())
def loop():
    fs = []
    for i in range(3):
        def g(i=i): return i
        fs.append((g, lambda: i))
    return [(p(), q()) for p, q in fs]
print(loop())
def deleted():
    v = 1
    def g(): return v
    del v
    try: return g()
    except NameError as e: return str(e)
print(deleted())
for code in ("def f():\n nonlocal q", "nonlocal z", "def f():\n x = 1\n global x", "def f(a):\n nonlocal a", "def f(a, a): pass", "def f():\n print(x)\n global x", "def f(a=1, b): pass"):
    try: compile(code, "<c>", "exec")
    except SyntaxError as e: print(e.msg, e.lineno)
class K:
    def who(self): return __class__.__name__
print(K().who())
import types
c = types.CellType(5); print(c.cell_contents); c.cell_contents = 6; print(c.cell_contents, c == types.CellType(6))
def mk(): return lambda: zz
h = types.FunctionType(mk().__code__, {"zz": "from globals"}); print(h())
