# The trees of f-strings, and code made from them.
import ast

SOURCES = ["f''", "f'a'", "'a' f'{b}' 'c'", "f'{x!r:>{w}.{p}}'", "f'{x = }'", "f'{x=!s:^10}'", "f'{{}}{a}}}'", "u'a' f'b'", "f'{(lambda: 1)()}'", "f'{a[\"b\"]}' rf'\\d{c}'", "f'''{\nx\n}'''"]
names = {"x": 3, "w": 8, "p": "", "a": {"b": 1}, "b": 2, "c": 4}
for source in SOURCES:
    tree = ast.parse(source, mode="eval")
    print(source.encode("unicode_escape").decode(), ast.dump(tree, include_attributes=True))
for source in ["f'{x!r:>8}|{b:03}|{c}'", "f'{x = }'", "f'{{}}{b}}}'", "f'{(lambda: 1)()}'", "'a' f'{b}' 'c'"]:
    tree = ast.parse(source, mode="eval")
    print(eval(compile(tree, "", "eval"), names), eval(source, names))
value = ast.FormattedValue(ast.Name("x", ast.Load()), -1, ast.Constant(">5"))
tree = ast.fix_missing_locations(ast.Expression(ast.JoinedStr([ast.Constant("<"), value, ast.Name("s", ast.Load())])))
print(eval(compile(tree, "", "eval"), {"x": 1, "s": "end"}))
