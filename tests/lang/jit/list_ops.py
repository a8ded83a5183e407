def f(n):
    xs = []
    for i in range(n):
        xs.append(i)
        if i % 3 == 0:
            xs[-1] = -i
        if i % 7 == 0 and len(xs) > 2:
            xs.pop()
            xs.insert(0, 5)
    return len(xs), sum(xs), xs[:4]

print(f(4000))

def matmul(n):
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[(i + j) % 5 for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0
            for k in range(n):
                s += a[i][k] * b[k][j]
            c[i][j] = s
    return sum(map(sum, c)), c[3][4]

print(matmul(30))

def swap_sort(n):
    xs = [(i * 7919) % n for i in range(n)]
    for i in range(1, n):
        j = i
        while j > 0 and xs[j - 1] > xs[j]:
            xs[j - 1], xs[j] = xs[j], xs[j - 1]
            j -= 1
    return xs == sorted(xs), xs[:3]

print(swap_sort(250))

def type_mix(n):
    xs = [0] * 10
    for i in range(n):
        xs[i % 10] += 1
        if i == 3000: xs[3] = 0.5
        if i == 4000: xs[4] = 2**70
    return xs

print(type_mix(6000))

def negative(n):
    xs = [0, 0, 0]
    for i in range(n):
        xs[-(i % 3) - 1] += 1
        xs[i % 3 - 3] += 1
    return xs

print(negative(5000))
