def f(n):
    xs, s, t = list(range(20)), "abcdefghij" * 3, 0
    for i in range(n):
        a, b = i % 20, (i * 7) % 25
        t += len(xs[a:b]) + sum(xs[b % 5:a:3]) + len(s[a:b]) + (s[-1 - a:] > "c")
        if i % 10 == 0: xs[a:a + 2] = [i & 7, 1]
        if i % 500 == 0: xs[:] = xs[::-1]
        if len(xs) > 40: del xs[20:]
    return t, len(xs), xs[:5]
print(f(5000))
