def f(n):
    last = None
    hits = 0
    for i in range(n):
        if last is not None and last > 3:
            hits += 1
        last = None if i % 7 == 0 else i % 11
    return hits

print(f(20000))

def g(items):
    n_none = n_int = n_str = other = 0
    for x in items:
        if x is None:
            n_none += 1
        elif isinstance(x, int):
            n_int += x
        elif isinstance(x, str):
            n_str += len(x)
        else:
            other += 1
    return n_none, n_int, n_str, other

print(g([1] * 3000 + [None] * 3000 + ["xyz"] * 3000 + [2.5, [], {}] * 1000))
