def f(n):
    t = 0
    for i in range(n):
        def g(x, k=i % 5):
            def h(): return x + k + i
            return h
        t += g(i)()
        sq = [lambda v, m=m: v * m for m in range(3)]
        t += sq[i % 3](2)
    return t
print(f(4000))
