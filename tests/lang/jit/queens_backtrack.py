def queens(n):
    def place(r):
        nonlocal found
        if r == n: found += 1; return
        for c in range(n):
            if c not in cols and r + c not in d1 and r - c not in d2:
                cols.add(c); d1.add(r + c); d2.add(r - c)
                place(r + 1)
                cols.remove(c); d1.remove(r + c); d2.remove(r - c)
    found = 0; cols, d1, d2 = set(), set(), set()
    place(0)
    return found
print([queens(n) for n in range(1, 7)])
def bits(n, c=0, a=0, b=0, r=0):
    if r == n: return 1
    free, t = ~(c | a | b) & (1 << n) - 1, 0
    while free: low = free & -free; free ^= low; t += bits(n, c | low, (a | low) << 1, (b | low) >> 1, r + 1)
    return t
print([bits(n) for n in range(1, 8)])
