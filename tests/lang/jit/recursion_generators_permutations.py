def perms(xs):
    if len(xs) <= 1: yield xs
    else:
        for i in range(len(xs)):
            for p in perms(xs[:i] + xs[i + 1:]): yield [xs[i]] + p
t = 0
for k, p in enumerate(perms([1, 2, 3, 4, 5, 6])): t += k * p[k % 6]
print(t, k)
def walk(n):
    yield n
    if n > 1:
        yield from walk(n // 2)
        yield from walk(n // 3)
print(sum(walk(2000)), max(walk(50)), len(list(walk(3000))))
