# A keyword call whose receiver slot held something else before.
def g(lines):
    n = [l for l in lines if l]
    return min(n, default='')
def f():
    for i in range(6000):
        r = g(["a", "", "b"])
        n = [l for l in ["a", "", "b"] if l]
        s = sorted(n, key=None)
    return r, s
print(f())
print(f())
