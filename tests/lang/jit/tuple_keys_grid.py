def life(cells, steps):
    for _ in range(steps):
        near = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        k = (x + dx, y + dy)
                        near[k] = near.get(k, 0) + 1
        cells = {k for k, n in near.items() if n == 3 or n == 2 and k in cells}
    return cells
c = life({(0, 1), (1, 2), (2, 0), (2, 1), (2, 2), (10, 10), (10, 11), (11, 10)}, 40)
print(len(c), sorted(c))
