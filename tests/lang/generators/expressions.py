g = (x * y for x in range(3) for y in range(x) if y % 2 == 0)
print(list(g), list(g))
def order(n, v): print("order", n); return v
e = (i for i in order("outer", [1, 2]) for j in order("inner", [3]))
print("made"); print(list(e))
try: (i for i in 5)
except TypeError as x: print(x)
print(sum(i for i in range(5)), max((len(w), w) for w in "a bbb cc".split()), any(i > 2 for i in iter(range(9))), dict((k, v) for k, v in zip("ab", "cd")))
n = 10
l = (n for _ in range(2)); n = 20; print(list(l))
class C:
    data = [1, 2]
    s = sum(i for i in data)
print(C.s)
def f():
    a = [lambda: i for i in range(3)]
    return [x() for x in a]
print(f(), [[j for j in range(i)] for i in range(4)], {i: {j for j in range(i)} for i in range(3)})
print([(a, b) for a in range(3) if a for b in "xy" if b != "x"], [x for x in [1, 2, 3] if x != 2 if x != 3], [y for x in [[1], [2, 3]] for y in x])
print([i := 5, i], [last := v for v in range(3)], last, list(map(lambda t: (lambda u: u + t)(1), range(2))))
