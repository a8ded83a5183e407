# Syntax errors: class, text and place.
SOURCES = [
    "x = = 1", "x y", "(1, 2", "x = )", "[1, 2 3]", "f(a=1, 2)", "f(**a, *b)", "f(a for b in c, d)", "f(x+1=2)", "f(True=1)",
    "if x = 1: pass", "if x\n  y", "while 1 2: pass", "def f(: pass", "def f(*): pass", "def f(a=1, b): pass", "def f(*a, *b): pass",
    "def f:\n  pass", "class A\n  x", "lambda *: 1", "x = 1 if 2", "a = 42 if True", "f() = 1", "1 = x", "x + 1 = 2", "(a, 1) = x",
    "None = 1", "x += y += 1", "f() += 1", "del f()", "del *x", "for 1 in x: pass", "for x y", "with a as f(): pass", "import a from b",
    "from a import", "from a import b,", "import", "return = 1", "yield = 1", "print x", "exec 'x'", "raise X, Y", "try: x", "try:\n  x\ny",
    "  x", "if x:\ny", "if x:\n    y\n  z", "if x:\n\ty\n        z", "'abc", "'''abc", "f'{'", "f'{a'", "f'}'", "f'{a!x}'", "f'{}'", "f'{a b}'",
    "b'é'", "'\\x1'", "'\\N{no such}'", "x \\ y", "x $ y", "x ? y", "a“b”", "1abc", "0x", "0b12", "012", "1__0", "1.e", "()x", "{1: 2, 3}",
    "{1:}", "{**x for x in y}", "[*x for x in y]", "[x, y for x in z]", "x: int: y", "(x, y): int", "[x]: int = 1", "def f(a:=1): pass",
    "(x := 1) = 2", "x.y := 1", "async x", "await", "match x:\n  case 1 | y | 2: pass", "match x:\n  case {**a, 1: b}: pass",
    "match x:\n  case a.b(c=1, d): pass", "3 + not 4", "A[*]", "f(*)", "import a.b as c.d", "global x, ", "a, b: int", "class C(x for x in y): pass",
    "else:\n  x", "@\ndef f(): pass", "async def f(): [x async for", "pass x", "x; ; y", ";", "é = $", "'é' = 1",
]
for source in SOURCES:
    try:
        compile(source, "<text>", "exec")
        print(ascii(source), "no error")
    except SyntaxError as e:
        print(ascii(source), type(e).__name__, ascii(e.msg), e.lineno, e.offset, e.end_lineno, e.end_offset, ascii(e.text))
for source in ["return", "break", "def f():\n  x = 1\n  global x", "nonlocal x", "def f(a, a): pass", "yield 1", "await x", "from __future__ import x", "x = 1\nfrom __future__ import division", "class A:\n  return 1", "[(x := 1) for x in y]", "def f():\n  from a import *", "continue", "async def f():\n  yield from x", "__debug__ = 1", "match x:\n  case a: pass\n  case b: pass"]:
    try:
        compile(source, "<text>", "exec")
        print(ascii(source), "no error")
    except SyntaxError as e:
        print(ascii(source), type(e).__name__, ascii(e.msg), e.lineno, e.offset, e.end_lineno, ascii(e.text))
