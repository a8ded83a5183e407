# ast.parse: nodes, fields and positions.
import ast

SOURCES = [
    "x = y = 1",
    "a, *b = c[1:2, ::3], d.e(*f, **g)",
    "@dec(1)\n# note\n@other\nasync def f(a, /, b: int = 2, *c, d, e=3, **g) -> 'r':\n    'doc'\n    await x; return\n",
    "class C(B, metaclass=M):\n    x: int\n    (y): str = 's'\n    def m(self): pass;\n",
    "if a: b\nelif c: d\nelif e: f\nelse: g",
    "for i, j in k:\n    break\nelse:\n    continue",
    "while not x and y or z: del a, b[0], c.d",
    "try:\n    raise E from None\nexcept (A, B) as e:\n    pass\nexcept:\n    pass\nelse:\n    ...\nfinally:\n    assert x, 'm'",
    "try: a\nexcept* E: b",
    "with a as b, (c) as (d, e): f",
    "with (open('é') as x, y): z",
    "match x:\n    case [1, -2, *rest] if g: a\n    case {'k': v, **kw}: b\n    case P(1, q=None) | (Q.r as s): c\n    case _: d",
    "lambda a, *b, c=1: (yield)",
    "[x for y in z if a if b async for c in d]; {k: v for k in l}; {s for s in t}; f(g for h in i)",
    "a if b else c; (d := e); -f ** ~g; h < i <= j is not k not in l",
    "from . import a as b, c; from ..x.y import *; import p.q as r, s",
    "global a, b; nonlocal c",
    "type T[A: int, *B, **C] = D\ndef g[X](): pass",
    "1, 2.5, 3j, 0xff, 10**30, b'x' b'y', u'z' 'w', ..., None, True",
    "{1: 2, **d}, {1, *s}, [*a], (), (b,)",
    "'é' + ünicode.àttr",
]
for source in SOURCES:
    tree = ast.parse(source)
    print(source.encode("unicode_escape").decode())
    for node in ast.walk(tree):
        place = "".join(f" {getattr(node, a)}" for a in node._attributes)
        plain = {f: v for f, v in ast.iter_fields(node) if not isinstance(v, (ast.AST, list))}
        print("   ", type(node).__name__, *(f"{k}={v!r}" for k, v in plain.items() if v is not None), "@" + place)
print(ast.dump(ast.parse("f(x)", mode="eval")))
print(ast.dump(ast.parse("x; y\n", mode="single")))
print(ast.dump(ast.parse("(int, *str, **Any) -> list[int]", mode="func_type")))
