def nbody(n):
    b = [[0.0, 0.0, 0.0, 0.0, 10.0], [1.0, 0.5, 0.0, 1.5, 1.0], [-2.0, 0.3, 0.5, -1.0, 0.5]]
    for _ in range(n):
        for i in range(3):
            for j in range(i + 1, 3):
                p, q = b[i], b[j]
                dx, dy = p[0] - q[0], p[1] - q[1]
                m = 0.001 / ((dx * dx + dy * dy + 0.01) ** 1.5)
                p[2] -= dx * q[4] * m; p[3] -= dy * q[4] * m
                q[2] += dx * p[4] * m; q[3] += dy * p[4] * m
        for p in b: p[0] += 0.001 * p[2]; p[1] += 0.001 * p[3]
    return [round(v, 9) for p in b for v in p]
print(nbody(2000))
def mandel(n):
    c = 0
    for y in range(n):
        for x in range(n):
            z, k = 0j, complex(3.0 * x / n - 2, 2.0 * y / n - 1)
            for i in range(30):
                if abs(z) > 2: break
                z = z * z + k
            else: c += 1
    return c
print(mandel(30))
