for r in (range(5), range(2, 8, 3), range(5, 0, -2), range(0), range(3, 3), range(10, 2), range(-3, 3), range(2**70, 2**70 + 3)):
    print(r, list(r), len(r), bool(r), r.start, r.stop, r.step, list(reversed(r)))
r = range(0, 20, 3)
print(r[2], r[-1], r[1:4], r[::-1], r[::2], r[10:], 9 in r, 10 in r, 9.0 in r, "a" in r, r.index(6), r.count(6), r.count(7), r == range(0, 21, 3), hash(range(0)) == hash(range(5, 5)), range(0, 3, 2) == range(0, 4, 2))
for e in ("r[10]", "r['a']", "range()", "range(1.5)", "range(1, 2, 0)", "range('a')", "r.index(7)", "range(1, 2, 3, 4)", "r.start = 1", "r < r", "len(range(2**70))", "range(a=1)", "r + r"):
    try:
        print(eval(e) if "= 1" not in e else exec(e))
    except Exception as x:
        print(e, type(x).__name__, x)
print(range(2**70)[2**69], 2**69 in range(2**70), range(2**70)[-1], range(-5, 2**65, 2**60)[3], isinstance(r, range), repr(range(True)), sum(range(1, 101)), max(range(3)), tuple(range(3, 0, -1)))
class I:
    def __index__(self): return 3
print(list(range(I())), range(I())[I() - 1] if hasattr(I, "__sub__") else range(I()))
it = iter(range(3)); print(next(it), it.__length_hint__(), list(it), next(it, "x"))
