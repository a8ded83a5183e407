i = "global i"
x = 100
def f(n):
    x = 0
    for i in range(n):
        x += i
        def inner(): return x
        if i % 1000 == 0: x += inner() % 3
    return x, inner()
print(f(4000), i, x)
def g(n):
    return sum([x for i in range(n)]) + sum(i for i in range(n))
print(g(3000))
exec("for x in range(3000): pass"); print(x)
