def powers(n):
    out = []
    x = 1
    for i in range(n):
        x = x * 3
        if x > 10**40:
            out.append(x % 1000003)
            x = x % 7 + 1
    return len(out), sum(out)

print(powers(20000))

def lcg(n, bits):
    mask = (1 << bits) - 1
    x = 12345
    acc = 0
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) & mask
        acc ^= x >> 7
    return x, acc

print(lcg(10000, 32))
print(lcg(10000, 64))
print(lcg(10000, 100))
