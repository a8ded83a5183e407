x, y, name = 42, 3.14159, "Ann"
print(f"{x} {y:.2f} {name!r} {name!s:>5} {x!a}", f"{x=} {y=:.1f} {name=!r:>8} { x = }", f"{x + 1=}", f"{'a' if x else 'b'}")
print(f"{{}} {{{x}}} {x:{'>'}{6}} {y:{x // 10}.{2}f}", f"{f'{x}' + f'{name}'}", f"{x:#x}{x:+}{x:,}", f"{[i for i in range(3)]}", f"{({'a': 1})['a']}", f"{(lambda q: q * 2)(4)}")
print(f"{'nested ' + f'{f'{x}'}'}", f'{"quotes"!r}', f"{
    x
    + 1
}", f"{'\n'.join(['a', 'b'])}", f"{'é'}", f"a{''}b")
print(f"""multi
{x}
  line""", rf"\d{x}\n", fr"{'\\'}", f"\x41{x}\N{BULLET}", f"{x:=+8}", f"{-x:=8}", f"{x!r:^10}|")
class A:
    def __format__(self, s): return f"fmt({s})"
    def __str__(self): return "str"
    def __repr__(self): return "repr"
a = A()
print(f"{a} {a!s} {a!r} {a:xyz} {a!r:>6} {a=} {a=!s} {a=:q} {a:{a}}")
print(f"{3.0} {1e100} {None} {True} {...} {b'x'} {x:>{8}} {x:0>{'5'}}", f"{x}" f"{y:.0f}" "plain{}")
print(f"{(x := 5)} {x}", f"{x:{'d'}}", f"{x!s}", f"{x,}", f"{*[1, 2],}", f"{ {1: 2} }", f"{x != 5} {x == 5} {x >= 5}", f"{lambda_ if (lambda_ := 1) else 0}")
def gen():
    r = yield f"{(yield 1)}"
    yield f"{r}"
g = gen()
print(next(g), g.send("s"), g.send("t"))
async def co(v): return v
async def use(): return f"{await co(5)}"
try: use().send(None)
except StopIteration as e: print(e.value)
for bad in ("f'{'", "f'{}'", "f'}'", "f'{a!x}'", "f'{a b}'", "f'{!r}'", "f'{a:{b'", "f'{lambda x: 1}'"):
    try:
        compile(bad, "<f>", "eval")
    except SyntaxError as e:
        print(bad, "->", e.msg)
