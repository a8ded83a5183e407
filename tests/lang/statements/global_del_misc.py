x = 1
def f():
    global x, y
    x, y = 2, 3
    del x
f(); print(y)
try: x
except NameError as e: print(e)
def g():
    import math as m
    from os import path as p, sep
    def inner(): return m.pi > 3, sep
    return inner()
print(g())
def h():
    for q in range(2): pass
    with open(__file__) as fh: pass
    try: raise ValueError
    except ValueError as e: z = 1
    class K: pass
    def fn(): pass
    return sorted(locals())
print(h())
pass; ...; "string statement"; 5
if False: pass
elif None: pass
elif 1: print("elif")
else: print("no")
print(1 if [] else 2, (lambda: (yield))().__class__.__name__, not 1 == 2, 1 < 2 == True, -2 ** 2, 2 ** -1, ~-1, 2 ** 3 ** 2, 7 // 2 * 2, 1 if 0 else 2 if 0 else 3, not not [], 5 & 3 == 1, 1 + 2 << 1, "a" "b" * 2)
assert True; assert (1, "x")[0]
try: assert [], "message"
except AssertionError as e: print(repr(e))
print(0x_ff, 1_000.5e1_0, 0b1_0, 1e3j, "\x41\u0041\N{DIGIT ONE}\
continued", r"\n", b"\x00", u"u", rb"\x", """tri
ple""", 'a' "b" 'c')
exec("global gg\ngg = 7"); print(gg)
def star(): return *[1, 2], 3
print(star(), [lambda: 1][0](), {**{}, "a": 1}, print)  if False else print(star())
class Attr: a: int = 1; b = a + 1
print(Attr.b, Attr().a); async_ = 1; print(async_); match_ = type = 2; print(type); del type; print(type(1).__name__)
lst = [3, 1]; lst.sort(); print(lst); print((yield_ := 4), yield_)
