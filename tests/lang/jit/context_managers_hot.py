from contextlib import contextmanager
log = [0, 0, 0]
@contextmanager
def cm(v):
    log[0] += 1
    try: yield v * 2
    except ValueError: log[1] += 1
    finally: log[2] += 1
t = 0
for i in range(2500):
    with cm(i) as v:
        t += v
        if i % 7 == 0: raise ValueError
        if i % 11 == 0: continue
        t += 1
print(t, log)
