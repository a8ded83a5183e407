def run(prog, x):
    acc = 0
    for op in prog:
        if op == 0: acc += x
        elif op == 1: acc -= 1
        elif op == 2: acc *= 2
        elif op == 3: acc ^= 0x55
        elif op == 4: acc = -acc
        elif op == 5: acc //= 3
        elif op == 6: acc %= 1009
        elif op == 7: x += 1
        else: acc = acc & 0xFFFFFF
    return acc
t, s = 0, 1
for r in range(40):
    p = []
    for _ in range(200):
        s = s * 69069 + 1 & 0xFFFFFFFF
        p.append(s >> 20 & 15)
    t ^= run(p, r)
print(t)
