print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip("a")), list(zip([1], [2], strict=True)), dict(zip("ab", [1, 2])))
for a in (([1, 2], [1]), ([1], [1, 2]), ([1], [1], [1, 2])):
    try: print(list(zip(*a, strict=True)))
    except ValueError as e: print(e)
print(list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(map(str, range(3))), list(map(None.__class__, [])), list(map(max, [1, 5], [3, 2], [2, 9])))
print(list(filter(None, [0, 1, "", "a", None, []])), list(filter(lambda x: x > 1, range(4))), list(filter(str.isdigit, "a1b2")))
z = zip(iter([1, 2, 3]), iter([1])); print(next(z), next(z, "end"))
it = iter([1, 2, 3, 4]); print(list(zip(it, it)))
def bad(x):
    if x == 2: raise ValueError("two")
    return x
m = map(bad, [1, 2, 3]); print(next(m))
try: next(m)
except ValueError as e: print(e)
print(next(m), list(m))
for e in ("map()", "map(str)", "zip(5)", "filter(1)", "filter(None, 5)", "map(5, [1])", "list(map(5, [1]))", "zip([1], foo=1)"):
    try: print(type(eval(e)).__name__)
    except TypeError as x: print(e, x)
