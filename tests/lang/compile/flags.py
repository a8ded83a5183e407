# compile()'s arguments: flags, modes, optimisation, future features, codeop.
import ast
import codeop


def attempt(*args, **kw):
    try:
        return compile(*args, **kw)
    except (ValueError, TypeError, SyntaxError) as e:
        return f"{type(e).__name__}: {e}"


print(attempt("1", "f", "exec", 0x4))
print(attempt("1", "f", "exec", 1 << 30))
print(attempt("1", "f", "walk"))
print(attempt("1", "f", "walk", ast.PyCF_ONLY_AST))
print(attempt("1", "f", "func_type"))
print(attempt("1", "f", "exec", optimize=3))
print(attempt(1, "f", "exec"))
print(attempt("1", 5, "exec"))
print(attempt("1\0", "f", "exec"))
print(attempt(b"1\0", "f", "exec"))
print(type(attempt("1", "f", "eval", ast.PyCF_ONLY_AST)).__name__)
tree = ast.parse("1")
print(compile(tree, "f", "exec", ast.PyCF_ONLY_AST) is tree)
print(eval(compile("__debug__", "f", "eval", optimize=1)), eval(compile("__debug__", "f", "eval", optimize=0)))
ns = {}
exec(compile("def f():\n  'doc'\n  assert False\nf()", "f", "exec", optimize=2), ns)
print(ns["f"].__doc__)
print(compile(b"# coding: latin-1\nx = '\xe9'", "f", "exec").co_consts[0].encode())
print(compile("x", b"name", "eval").co_filename)

# Features in force here hold in what is compiled, unless it is asked not to.
import __future__

code = compile("from __future__ import annotations\nprint(compile('x: int', '', 'exec').co_flags & 0x1000000 != 0,"
               "compile('x: int', '', 'exec', dont_inherit=True).co_flags & 0x1000000 != 0)", "f", "exec")
exec(code)
print(compile("x: int", "", "exec", __future__.annotations.compiler_flag).co_flags & 0x1000000 != 0)

# Awaiting at the top level.
code = compile("await x", "f", "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
print(code.co_flags & 0x80 != 0, attempt("await x", "f", "eval"))


async def three():
    return 3


try:
    eval(code, {"x": three()}).send(None)
except StopIteration as e:
    print(e.value)

for source in ["", "x = 1", "if x:", "if x:\n  y", "if x:\n  y\n", "(", "'''a", "x = )", "def f():", "a b", "x = 'abc", "[1,\n2", "@d", "for", "1 +", "1 \\", "try:\n  x", "class A: pass"]:
    try:
        r = codeop.compile_command(source)
        print(repr(source), "incomplete" if r is None else "code")
    except SyntaxError as e:
        print(repr(source), e.msg)

# Cells for free variables.
def outer():
    v = 1
    return lambda: v


inner = outer()
print(attempt("x", "f", "eval") is not None)
for args in [(inner.__code__,), (inner.__code__, None, None)]:
    try:
        exec(*args)
    except TypeError as e:
        print(e)
try:
    eval(inner.__code__)
except TypeError as e:
    print(e)
for bad in [((),), (inner.__closure__,)]:
    try:
        exec("x = 1", closure=bad[0])
    except TypeError as e:
        print(e)
exec(inner.__code__, closure=inner.__closure__)
for g, l in [([], None), ({}, 5)]:
    for f in (exec, eval):
        try:
            f("1", g, l)
        except TypeError as e:
            print(e)
