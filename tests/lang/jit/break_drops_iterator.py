# `break` out of a loop whose inner loop is the compiled one: the outer iterator stayed in memory and must be dropped all the same.
n = 0
def bump():
    global n
    n += 1
def gen2(k):
    try:
        for i in range(k):
            yield i
    finally:
        bump()
def p():
    y, i = 0.5, 0
    while i < 60:
        i += 1
        for c in gen2(i % 5):
            for d in range(i % 5, 7, 2):
                pass
            if y != 1: break
p()
print(n)
