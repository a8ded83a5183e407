# Tokens of small sources, and of wrong ones.
CASES = ["x = 1\n", "x", "", "\n", "# c", "# c\n", "if a:\n  b\n  # c\n\nc\n", "if a:\n  b", "  \n", "(a,\n b # c\n\n)\n", "a \\\n + b\n",
 "'''a\nb''' + 'c\\\nd'\n", "f'a{b!r:>{w}.2f}c{{d}}e{x=}'\n", "f'''a\n{b\n}c\n'''\n", "f'{x:{y}}{z!s}'", "rf'\\{x}\\d'", "f'\\N{DASH} {a[\"b\"]}'", "f'{a if b else {1:2}}'",
 "f'{(lambda x: 1)}'", "f'{x:%H:%M}'", "f'{x!=y}'", "f'{f\"{1}\"}'", "f'a", "'abc", "'''abc\n", "0b12", "0x", "012", "0_0", "1__0", "1_", "1e5 1E-5j .5 5. 1.j 0xFfor 1if x else y", "1abc",
 "a)", "(a]", "(a\n]", "(", "a $ b ? c ! d `\n", "a\\ b\n", "a\\", "if a:\n    b\n  c\n", "if a:\n\tb\n        c\n", "é = 'ü' # ö\n", "a = €\n", "x\r\ny\r\n", "\x0c\nx\n", "a\x01b\n", "a -> b := c ... ** //= <> !=\n",
 "if a:\n  if b:\n    c\n\n# d\n  # e\nf\n", "class A:\n  def f(self): pass\n\n\n", "async def f(): await x\n", "b'x' rb'y' Rb'z' u'w' br'''q'''\n", "f''", "f'{x}'\n", "(\n# c\n)\n", "a;b\n", "if a:\n  b\n  \n", "if a:\n  b\n  ", "f'{x:\n}'", "f'''{x:\n}'''\n", "f'{{}}'\n", "f'a{{b'\n", "f'{x:{{}}}'\n", "\tx\n"]
import _tokenize, sys
def run(src, extra=True):
    lines = iter(src.splitlines(True))
    def rl():
        return next(lines, "")
    try:
        for t in _tokenize.TokenizerIter(rl, extra_tokens=extra):
            print((t[0] + (3 if t[0] in (62, 63) and sys.version_info < (3, 14) else 0),) + t[1:])
    except SyntaxError as e:
        print(type(e).__name__, e.msg, e.lineno, e.offset)
for s in CASES:
    print("##", repr(s))
    run(s)

