d = {}
for i in (3, 1, 2): d[i] = str(i)
k, v, it = d.keys(), d.values(), d.items()
print(k, v, it, len(k), 1 in k, "1" in v, (1, "1") in it, (1, "x") in it)
d[0] = "0"; del d[1]; d[1] = "one"
print(list(k), list(v), list(it), list(reversed(d)), list(reversed(it)), list(reversed(v)))
print(k & {1, 5}, sorted(k | {9}), sorted(k - {1}), sorted(k ^ {1, 9}), k == {0, 1, 2, 3}, k.isdisjoint({7}), k <= {0, 1, 2, 3, 4}, it & {(0, "0")}, v == v, k.mapping[0])
print(d.keys() == {3: 0, 2: 0, 0: 0, 1: 0}.keys(), d.items() == d.copy().items(), type(k).__name__, repr({}.keys()), repr({}.items()))
def mutate(f):
    d = {i: i for i in range(5)}
    try:
        for x in d:
            f(d, x)
        return "ok"
    except RuntimeError as e:
        return str(e)
print(mutate(lambda d, x: d.pop(x)), "|", mutate(lambda d, x: d.__setitem__(x + 10, 1)), "|", mutate(lambda d, x: d.__setitem__(x, 9)), "|", mutate(lambda d, x: (d.pop(x), d.__setitem__(x + 100, 0))))
i = iter({1: 1}); print(next(i), next(i, "end"), i.__length_hint__())
try:
    k.mapping[0] = 1
except TypeError as e: print(e)
try:
    d.keys()[0]
except TypeError as e: print(e)
e = iter(d); d["new"] = 1
try: next(e)
except RuntimeError as x: print(x)
