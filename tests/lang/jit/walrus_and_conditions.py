def f(n):
    t = i = 0
    while (k := i * i % 101) != 57 or i < n:
        i += 1
        if (m := k & 7) > 3 and (q := m + k) % 2: t += q
        elif not m: t -= 1
        t = t if t < 10**6 else 0
        if i > n + 500: break
    return t, i, k, m
print(f(6000))
