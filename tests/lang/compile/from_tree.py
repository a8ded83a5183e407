# Code from trees: what they do, where they say they are, and what is refused.
import ast
import traceback

source = '''
def f(n, *, scale=2):
    "doc"
    total = 0
    for i in range(n):
        if i % 2:
            total += i * scale
        elif i == 4:
            continue
        else:
            total -= 1
    return total
class C:
    x: int = 1
    def m(self):
        return super().__init__, __class__
    @property
    def p(self):
        try:
            return [i for i in (1, 2) if i > 1], {**{}, 'k': self.x}
        finally:
            self.done = True
def gen():
    x = yield 1
    yield from (x, 2)
match [1, {"a": 2}]:
    case [1, {"a": y}]:
        found = y
result = f(6), C().p, list(gen()), found, (lambda a, b=3, *c: (a, b, c))(1)
'''
tree = ast.parse(source)
ns = {}
exec(compile(tree, "tree.py", "exec"), ns)
print(ns["result"], ns["f"].__doc__, ns["f"].__kwdefaults__)
a, b = compile(tree, "t", "exec"), compile(source, "t", "exec")
print(a.co_code == b.co_code, list(a.co_positions()) == list(b.co_positions()), a.co_names == b.co_names)


class Swap(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Add):
            return ast.copy_location(ast.BinOp(node.left, ast.Mult(), node.right), node)
        return node


print(eval(compile(Swap().visit(ast.parse("2 + 3 + 4", mode="eval")), "", "eval")))
print(ast.literal_eval("{'a': [1, -2.5, (3+4j)], b'x': {None, True}}"))

# Positions of the nodes are the positions of the code.
bad = ast.parse("1 / 0")
ast.increment_lineno(bad, 41)
try:
    exec(compile(bad, "nowhere", "exec"))
except ZeroDivisionError as e:
    print(traceback.extract_tb(e.__traceback__)[-1].lineno)

for value in [(1, (2, "x")), frozenset([1]), -5, 2**100, -0.0, 1 + 2j, b"b", "\ud800", "\ufffd", ..., None]:
    e = ast.fix_missing_locations(ast.Expression(ast.Constant(value)))
    got = eval(compile(e, "", "eval"))
    print(ascii(got), got == value, type(got) is type(value))

name, load, store = ast.Name("x", ast.Load()), ast.Load(), ast.Store()


def expr(e):
    return ast.fix_missing_locations(ast.Expression(e))


def stmt(*s):
    return ast.fix_missing_locations(ast.Module(list(s), []))


for tree, mode in [
    (expr(ast.BinOp(name, ast.Add(), None)), "eval"),
    (expr(ast.BoolOp(ast.And(), [name])), "eval"),
    (expr(ast.Name("None", load)), "eval"),
    (expr(ast.Name("x", store)), "eval"),
    (expr(ast.Constant([1])), "eval"),
    (expr(ast.Constant((1, [2]))), "eval"),
    (expr(ast.Compare(name, [ast.Lt()], [])), "eval"),
    (expr(ast.Compare(name, [ast.Lt()], [name, name])), "eval"),
    (expr(ast.Dict([name], [])), "eval"),
    (expr(ast.List([None], load)), "eval"),
    (expr(ast.ListComp(name, [])), "eval"),
    (stmt(ast.Assign([], name)), "exec"),
    (stmt(ast.Assign([name], name)), "exec"),
    (stmt(ast.Delete([])), "exec"),
    (stmt(ast.If(name, [], [])), "exec"),
    (stmt(ast.Try([ast.Pass()], [], [], [])), "exec"),
    (stmt(ast.Raise(None, name)), "exec"),
    (stmt(ast.Import([])), "exec"),
    (stmt(ast.Global([])), "exec"),
    (stmt(ast.Match(name, [])), "exec"),
    (stmt(ast.Match(name, [ast.match_case(ast.MatchStar("a"), None, [ast.Pass()])])), "exec"),
    (stmt(ast.Expr(5)), "exec"),
    (stmt(5), "exec"),
    (stmt(ast.FunctionDef("f", ast.arguments(), [], [])), "exec"),
    (stmt(ast.AnnAssign(ast.Attribute(name, "y", store), name, None, 1)), "exec"),
    (ast.Module([ast.Pass()], []), "exec"),
    (ast.Module(5, []), "exec"),
    (ast.Module([ast.Pass(lineno=3, col_offset=0, end_lineno=2, end_col_offset=1)], []), "exec"),
    (ast.Module([ast.Pass(lineno="3", col_offset=0)], []), "exec"),
    (expr(name), "exec"),
    (stmt(ast.Pass()), "eval"),
]:
    try:
        compile(tree, "", mode)
        print("compiled")
    except (TypeError, ValueError, SyntaxError) as e:
        print(type(e).__name__, e)
for source in ["return", "x: int; global x", "def f(a, a): pass", "def f():\n  nonlocal q"]:
    try:
        compile(ast.parse(source), "f.py", "exec")
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset, e.text)
