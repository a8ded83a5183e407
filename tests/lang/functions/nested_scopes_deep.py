def a():
    x = 1
    def b():
        y = x + 1
        def c():
            nonlocal x, y
            x += 10; y += 100
            def d(): return x, y, [x + y for _ in range(1)], (lambda: x * y)()
            return d
        return c
    return b()()
print(a()())
def multi():
    vals = []
    for i in range(3):
        def setter(v):
            nonlocal i
            i = v
        setter(i * 10); vals.append(i)
    return vals
print(multi())
def rec_closure(n): return (lambda f: f(f, n))(lambda s, k: 1 if k < 2 else k * s(s, k - 1))
print(rec_closure(10))
def args_in_closure(a, *b, c=1, **d):
    def f(): return a, b, c, d
    a, c = "A", "C"
    return f()
print(args_in_closure(1, 2, 3, z=4))
def cond(flag):
    if flag: v = 1
    def get(): return v
    try: return get()
    except NameError as e: return type(e).__name__
print(cond(True), cond(False))
