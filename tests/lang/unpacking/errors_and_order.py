def g(n):
    for i in range(n): print("y", i, end=" "); yield i
for code in ("a, b = g(3)", "a, b = g(1)", "a, *b = g(0)", "a, *b, c = g(4)", "(a, b), c = [g(2), 5]", "a, b = {1: 2, 3: 4}", "a, b = 'x'", "[] = g(1)", "() = []", "a, = g(2)", "*a, b = 5", "a, (b, c) = 1, 2", "(a, *b), *c = 'xy', 1, 2"):
    try: exec(code, ns := {"g": g}); print(code, {k: v for k, v in ns.items() if k in "abc"})
    except (ValueError, TypeError) as e: print(code, "->", e)
class It:
    def __iter__(s): return iter((1, 2))
    def __len__(s): return 99
a, b = It(); print(a, b); a = [0, 1]; i = 1; i, a[i] = 0, "v"; print(a, i); x = [1, 2, 3]; x[0], x[1], x[2] = x[2], x[0], x[1]; print(x)
for (k, v), *rest in [(("a", 1), 2, 3), ("bc",)]: print(k, v, rest)
def f(*a, **k): return a, k
print(f(*g(2), *"z", **{"p": 1}), [*g(1), *[9]], {**{}, "a": (*g(1),)}, *g(2))
