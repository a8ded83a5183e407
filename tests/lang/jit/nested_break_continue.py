def f(n):
    out = 0
    for i in range(n):
        for j in range(i % 17):
            if j == 3:
                continue
            if j > 11:
                break
            k = 0
            while k < 5:
                k += 1
                if k == 2:
                    continue
                if i * j % 13 == k:
                    break
                out += k
            else:
                out += 1000
        else:
            out += 7
    else:
        out += 1
    return out

print(f(3000))

def primes(limit):
    found = []
    for n in range(2, limit):
        for p in found:
            if p * p > n:
                found.append(n)
                break
            if n % p == 0:
                break
        else:
            found.append(n)
    return len(found), found[-1], sum(found)

print(primes(8000))

def collatz(limit):
    best = (0, 0)
    for n in range(1, limit):
        x, c = n, 0
        while True:
            if x == 1:
                break
            c += 1
            if x & 1:
                x = 3 * x + 1
                continue
            x //= 2
        if c > best[1]:
            best = (n, c)
    return best

print(collatz(2000))
