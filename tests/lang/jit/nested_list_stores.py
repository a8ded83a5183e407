# Rows of a grid are invariant while their cells change, unless a row is the grid itself, is replaced, or grows.

def fill(g, n, m):
    for i in range(n):
        for j in range(m):
            if (i + j) % 3:
                g[i][j] = g[i - 1][j] + 1
            else:
                g[i][j] = i * j
    return g


def total(g):
    return sum(sum(r) for r in g)


g = [[0] * 40 for _ in range(40)]
for k in range(30):
    fill(g, 40, 40)
print(total(g), g[3][:8], g[-1][-5:])

# All rows are one list.
row = [1] * 50
g = [row] * 50
for k in range(20):
    fill(g, 50, 50)
print(total(g), row[:10])


# A store through the row changes what the row is found by: the grid holds itself.
def selfish(g, n):
    out = 0
    for i in range(n):
        r = g[0]
        r[0] = g if i % 7 else [g, i]
        if r[0] is g:
            out += 1
        else:
            out += len(r[0])
            r[0] = g
    return out


g = [None, 1, 2]
g[0] = g
print(selfish(g, 2000), g[0] is g, g[1:])


def swap_under(g, n):
    """g[0][0] = ... where g[0] is sometimes g."""
    seen = []
    for i in range(n):
        g[0][0] = i
        x = g[0]
        if type(x) is int:
            seen.append(x)
            g[0] = [0]
        elif i % 50 == 49:
            g[0] = g
    return len(seen), seen[:4], seen[-1:]


print(swap_under([[0], 5], 5000))


def replace_rows(g, n):
    out = 0
    for i in range(n):
        for j in range(8):
            g[1][j] = g[0][j] + i
            if j == 5:
                g[0] = list(g[1])
        out += g[0][3]
        g[0] = [1] * 8
    return out


print(replace_rows([[1] * 8, [2] * 8], 500))


def grow_rows(g, n):
    for i in range(n):
        for r in range(3):
            g[r].append(i)
            g[r][i] = g[(r + 1) % 3][0] + g[r][i]
    return [len(r) for r in g], total(g)


print(grow_rows([[7], [8], [9]], 900))


class Drop:
    log = 0

    def __init__(self, g):
        self.g = g

    def __del__(self):
        Drop.log += 1
        self.g[1] = [100 + Drop.log]


def destructor_changes_row(n):
    g = [[None], [0]]
    out = 0
    for i in range(n):
        g[0][0] = Drop(g) if i % 3 == 0 else i
        out += g[1][0]
    return out, Drop.log


print(destructor_changes_row(900))


def shrunk(g, n):
    out = []
    for i in range(n):
        try:
            g[i % 4][i % 9] += 1
        except IndexError as e:
            out.append((i, str(e)))
        if i == n - 12:
            g[2] = g[2][:3]
        elif i == n - 30:
            del g[1][5:]
    return out, total(g)


print(shrunk([[0] * 9 for _ in range(4)], 3000))


def three_deep(n):
    c = [[[0] * 6 for _ in range(6)] for _ in range(6)]
    for k in range(n):
        for x in range(6):
            for y in range(6):
                for z in range(6):
                    c[x][y][z] = c[z][y][x] + x - y + k % 2
    return sum(map(total, c))


print(three_deep(12))


def negative(g, n):
    out = 0
    for i in range(n):
        for j in range(-5, 5):
            g[i % 5 - 5][j] += 1
            out += g[-1][j]
    return out


print(negative([[0] * 5 for _ in range(5)], 300))
