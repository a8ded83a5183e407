def f(vals):
    lt = eq = 0
    for i in range(len(vals) - 1):
        a, b = vals[i], vals[i + 1]
        try:
            if a < b: lt += 1
        except TypeError: lt += 1000
        if a == b: eq += 1
    return lt, eq
print(f([1, 2, 2, 1.5, 2.0, 2, True, 0] * 500), f(["a", "b", "b"] * 1000), f([1, "a"] * 800), f([(1, 2), (1, 3)] * 900), f([2**70, 2**70, 1e30] * 700), f([None, None] * 600))
