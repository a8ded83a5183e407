def gcd(a, b):
    while b:
        a, b = b, a % b
    return a

t = 0
for i in range(1, 120):
    for j in range(1, 60):
        t += gcd(i * 6, j * 4)
print(t)

def sieve(n):
    flags = [True] * (n + 1)
    i = 2
    while i * i <= n:
        if flags[i]:
            j = i * i
            while j <= n:
                flags[j] = False
                j += i
        i += 1
    return sum(flags) - 2

print(sieve(20000))

def bits(n):
    t = 0
    x = n
    while x:
        t += x & 1
        x >>= 1
    return t

print(sum(bits(i) for i in range(3000)), bits(3**400))

def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x = y
        y = (x + n // x) // 2
    return x

print(sum(isqrt(i) for i in range(1, 2000)), isqrt(10**60))

def down(n):
    i = n
    s = 0
    while i > -n:
        i -= 3
        if i < 0: s -= i
        else: s += 2 * i
    return s, i

print(down(20000))
