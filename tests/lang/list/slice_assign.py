# bless-replace: a, b = 1, 2, 3 ValueError too many values to unpack (expected 2) => a, b = 1, 2, 3 ValueError too many values to unpack (expected 2, got 3)
def show(code):
    a = list(range(10))
    try:
        exec(code, {"a": a})
        print(code.ljust(28), a)
    except Exception as e:
        print(code.ljust(28), type(e).__name__, e)
for c in ("a[2:4] = 'xyz'", "a[2:2] = [9, 9]", "a[:] = []", "a[::2] = range(5)", "a[::2] = [1]", "a[8:2] = ['q']", "a[-3:] = ()", "a[::-1] = range(10)", "a[5:0:-2] = 'abc'",
          "a[100:] = [1]", "a[1:3] = 5", "del a[1]", "del a[::3]", "del a[5:2]", "del a[-1], a[0]", "del a[::-2]", "del a[20]", "a[20] = 1", "a[0:2] = a", "a[2:5] = (x * x for x in range(2))",
          "a['x'] = 1", "a[::0] = []", "a[None:3] = [7]", "a[1.5:] = []", "a[-100:2] = []", "del a[:]", "a[3], a[4] = a[4], a[3]", "a[1:1] = a[:2]", "a[2**100:] = 'z'", "a[::3] = 'ab'"):
    show(c)
a = [1, 2, 3, 4, 5, 6]
print(a[1:4], a[-2:], a[:-2], a[::2], a[::-1], a[4:1:-1], a[10:], a[2:100], a[:0], a[-100:100:3], a[5:5])
i = iter(a); next(i); a.pop(); print(list(i)); a.append(1); print(list(i))
a, (b, *c), d = [1, (2, 3, 4), 5]; print(a, b, c, d)
(*a,) = "abc"; print(a); *a, b = [1]; print(a, b); a, *b = {1: 2}; print(a, b)
for code in ("a, b = [1]", "a, b = 1, 2, 3", "a, *b, c = [1]", "a, b = 5", "[a, b] = 'xyz'", "a, b = None", "(a, b), c = [1, 2]"):
    try:
        exec(code)
    except Exception as e:
        print(code, type(e).__name__, e)
