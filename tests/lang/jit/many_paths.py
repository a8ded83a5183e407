# More paths through one loop than any trace tree should hold.
def f(n):
    c = [0] * 16
    x = 1
    for i in range(n):
        x = (x * 69069 + 1) & 0xFFFFFFFF
        k = x >> 28
        if k & 1:
            if k & 2: c[0] += 1
            else: c[1] += 2
        elif k & 4:
            c[2] += i & 3
        if k & 8:
            c[3] -= 1
            if k == 9: continue
            if k == 10: c[4] += x % 3
        match k:
            case 0: c[5] += 1
            case 1 | 2: c[6] += 1
            case n1 if n1 > 12: c[7] += n1
            case _: c[8] += 1
        c[9] += k and k - 1 or 5
        c[k % 3 + 10] ^= x & 0xFF
    return c

print(f(12000))

def machine(code, n):
    acc = pc = steps = 0
    while steps < n:
        op, arg = code[pc]
        pc += 1
        steps += 1
        if op == "add": acc += arg
        elif op == "mul": acc = acc * arg & 0xFFFF
        elif op == "jnz":
            if acc & arg: pc = 0
        elif op == "jmp": pc = arg
        elif op == "neg": acc = -acc
    return acc, pc

print(machine([("add", 3), ("mul", 5), ("jnz", 4), ("add", 1), ("neg", 0), ("jmp", 1)], 12000))
