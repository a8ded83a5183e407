x = 1
print(eval("x + 1"), eval("x + y", {"x": 5}, {"y": 2}), eval(" 1\n"), eval(compile("2 * 3", "<c>", "eval")), eval("[x for _ in range(2)]"))
ns = {}; exec("a = 1\ndef f(): return a + 1\nb = f()", ns); print(ns["b"], sorted(k for k in ns if k != "__builtins__"))
g, l = {}, {}; exec("v = 1\nglobal w\nw = 2", g, l); print(l, "w" in g)
for e in ("eval('x = 1')", "eval('')", "exec('x +')", "eval('1', 5)", "exec(5)", "eval('1', {}, 5)", "compile('1', 'f', 'bad')", "compile(5, 'f', 'exec')", "compile('1')", "eval('undefined_q')", "eval('1\\n2')", "exec('return 1')", "exec('yield 1')", "eval('\\x00')"):
    try: print(eval(e))
    except Exception as z: print(e, type(z).__name__, z.msg if isinstance(z, SyntaxError) else z)
c = compile("print('single'); 5 + 5", "<s>", "single"); exec(c)
def f():
    y = 10
    return eval("y + x"), eval("[y for _ in 'a']"), exec("y = 20"), y, (lambda: eval("x"))()
print(f())
class M(dict):
    def __missing__(self, k): return k.upper()
print(eval("foo + bar", {}, M()), eval("len([1])", {"__builtins__": {"len": len}}))
try: eval("open", {"__builtins__": {}})
except NameError as z: print(z)
import ast
t = ast.parse("a + 1", mode="eval"); print(eval(compile(t, "<ast>", "eval"), {"a": 4}), ast.dump(t), ast.literal_eval("{'a': [1, (2, None)]}"), ast.unparse(t))
try: ast.literal_eval("f()")
except ValueError as z: print(type(z).__name__)
co = compile("q = 1", "name", "exec"); print(co.co_filename, co.co_name, co.co_names, co.co_consts[0], type(co).__name__)
exec(co, ns); print(ns["q"]); exec("import math; r = math.pi", d := {}); print(d["r"] > 3)
print(eval("(lambda a, *b: (a, b))(1, 2)"), eval("__name__"), eval("locals() is globals()"))
