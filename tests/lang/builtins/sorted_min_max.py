print(sorted([3, 1, 2]), sorted("cab", reverse=True), sorted({"b": 1, "a": 2}), sorted([(1, "b"), (0, "z")], key=lambda t: t[1]))
print(min(3, 1, 2), max([4, 9, 2]), min("hello"), max("a", "b", key=ord), min([], default="d"), max({1: 2, 3: 0}), min([[2], [1, 9]]), max(1, 2.0, 2), min(1.0, 1), max("abc", "b", key=len))
for e in ("min()", "max([])", "min(1, default=2)", "max(1, 2, default=3)", "min([1, 'a'])", "max(5)", "min(1, 2, foo=1)", "sorted(5)", "sorted([1], key=5)", "sorted([1], None)", "max([1], key=5)"):
    try: print(eval(e))
    except Exception as x: print(e, type(x).__name__, x)
