def f(n):
    a = [0] * 7
    for i in range(-n, n):
        a[i % 7] += 1 if -100 <= i < 2000 <= i + 2000 else i % -3
        if not i % 1000 and i: a[i // 1000 % 7] ^= i
    return a
print(f(5000))
