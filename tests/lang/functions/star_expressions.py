a = [1, 2]; d = {"x": 1}
print([*a, 0, *a], (*a,), {*a, 3}, {**d, "y": 2, **{"x": 9}}, [*range(2), *"ab", *{5: 6}], *a, sep="-")
first, *mid, last = range(6); print(first, mid, last)
*init, (p, *q) = [1, 2, "xyz"]; print(init, p, q)
[h, *t] = "a"; print(h, t)
for x, *y in [(1, 2, 3), "ab"]: print(x, y)
def ret(): return 1, *a, 9
print(ret())
def gen(): yield 1, *a
print(list(gen()))
x = *a, ; print(x)
print(dict(**d, z=1), max(*a, 5), "{} {}".format(*a), [*()], {**{}}, {*[]} == set())
i = iter(range(10)); b, c, *_ = i; print(b, c, _, list(i))
class It:
    def __iter__(self): yield from (7, 8)
print([*It()], *It())
for bad in ("*a = [1]", "*a, *b = [1]", "x = *a", "print(*)", "[*a for a in b]", "f(**k, *a)", "f(x=1, 2)", "del *a", "(*a)", "f(a=1, a=2)", "f(**k, 1)"):
    try: compile(bad, "<s>", "exec"); print("ok", bad)
    except SyntaxError as e: print(bad, "->", e.msg)
try: [*5]
except TypeError as e: print(e)
try: {**[1]}
except TypeError as e: print(e)
try: print(*None)
except TypeError as e: print(e)
a[0], *a[1:] = 5, 6, 7; print(a)
(a, b), c = [[1, 2], 3]; print(a, b, c)
a = b = c = []; a.append(1); print(b is c, c)
x, y = y, x = 1, 2; print(x, y)
class O: pass
o = O(); o.a, o.b = 1, 2; print(vars(o))
i = 0; l = [0, 0]; i, l[i] = 1, 5; print(i, l)
