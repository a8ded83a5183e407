def add(*a): return sum(a)
def odd(i, at):
    if i == at: raise LookupError(i)
    return i & 1
def f(n, at):
    t = 0
    for i in range(n):
        try: t = add(t, i, odd(i, at), *[odd(i + 1, at)] * (i % 3))
        except LookupError as e: t += e.args[0] * 1000
    return t
print(f(6000, 4000), f(6000, 9999))
