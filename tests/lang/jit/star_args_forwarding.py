def target(a, b, c=0): return a - b + c
def fwd(*a, **k): return target(*a, **k)
def fwd2(f, *a): return f(*a)
t = 0
for i in range(4000):
    t += fwd(i, 2) + fwd(1, b=i) + fwd(i, 1, c=i) + fwd2(fwd, i, i)
print(t)
errs = 0
for i in range(2000):
    try: fwd(i) if i % 2 else fwd(1, 2, 3, 4)
    except TypeError as e: errs += len(str(e))
print(errs)
