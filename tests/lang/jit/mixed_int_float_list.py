def f(n):
    xs = [0] * 16
    for i in range(n):
        j = i & 15
        xs[j] = xs[j] + (i if i % 3 else i * 0.5)
        if xs[j] > 1e5: xs[j] = -1
    return xs
print(f(20000))
def dot(a, b):
    t = 0
    for i in range(len(a)): t += a[i] * b[i]
    return t
print(dot(list(range(4000)), [0.5] * 4000), dot([2**40] * 3000, [2**40] * 3000), dot([1.5] * 100 + [True] * 2000, list(range(2100))))
