# Ints from 2**60 to 2**64 - 1 in hot loops: wrapped by masks of several widths, compared, divided, shifted, kept.
M64 = 0xFFFFFFFFFFFFFFFF
M63 = (1 << 63) - 1
M62 = (1 << 62) - 1
M61 = (1 << 61) - 1
M60 = (1 << 60) - 1


def xorshift(x, n):
    for _ in range(n):
        x ^= (x << 13) & M64
        x ^= x >> 7
        x ^= (x << 17) & M64
    return x


def lcg(x, n, mask):
    out = 0
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) & mask
        out ^= x
    return x, out


def lcg_mod(x, n):
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return x


def negative(n):
    # The product is negative and far beyond 64 bits; the mask makes it a number again.
    x = -3
    t = 0
    for i in range(n):
        x = (-x * 0x9E3779B97F4A7C15 - i) & M64
        t = (t - x) & M63
    return x, t


def two_masks(n):
    h = 0xCBF29CE484222325
    for i in range(n):
        h = ((h ^ (i & 255)) * 0x100000001B3) & M64
        if h & 1:
            h = h * 3 & M62
    return h


def compare(n):
    x = 88172645463325252
    counts = [0] * 6
    half = 1 << 63
    for _ in range(n):
        x ^= (x << 13) & M64
        x ^= x >> 7
        x ^= (x << 17) & M64
        if x < half:
            counts[0] += 1
        if x >= half:
            counts[1] += 1
        if x > M61:
            counts[2] += 1
        if x <= M60:
            counts[3] += 1
        if x == half:
            counts[4] += 1
        if x != half:
            counts[5] += 1
    return counts


def divide(n):
    x = 1
    q = r = s = 0
    for i in range(n):
        x = (x * 0xD1342543DE82EF95 + 1) & M64
        q = (q + x // 10) & M64
        r += x % 1000
        s ^= x // 3
        s ^= x % (i + 1)
        s += x % 0xFFFFFFFFFFFFFFC5 & 7
    return q, r, s


def shifts(n):
    x = M64
    t = 0
    for i in range(n):
        k = i % 70
        t ^= x >> k
        x = (x << (i % 5) | 1) & M64
        x ^= 0x5555555555555555
    return t, x


def kept(n):
    # The values escape: into a list, a tuple, an attribute, a call, a dict.
    class Box:
        pass
    b = Box()
    b.v = 0
    seen = []
    d = {}
    x = 7
    for i in range(n):
        x = (x * 0xDA942042E4DD58B5 + 3) & M64
        b.v ^= x
        if i % 50 == 0:
            seen.append(x)
            seen.append((x, i))
            d[x] = str(x)
    return b.v, seen[-4:], len(d), sorted(d.items())[:2]


def append_then_change(n):
    out = []
    x = 5
    for _ in range(n):
        out.append(x)
        x = (x * 0xDA942042E4DD58B5 + 1) & M64
    return sum(out) & M64, out[-1], len(set(out))


def bigger(n):
    # Not masked: the sum grows beyond 64 bits and must stay exact.
    t = 0
    x = 1 << 59
    for i in range(n):
        t += x
        x = (x * 5 + i) & M64
    return t


def overflow_at(n):
    # 61 bits are left in the middle of the run, and not by a masked value.
    x = 1
    for i in range(n):
        x = x * 3 + i
        if x > 1 << 70:
            x = i
    return x


def changes_type(n):
    x = 1
    out = []
    for i in range(n):
        if i == n - 20:
            x = 0.5
        elif i == n - 10:
            x = "s"
        try:
            x = (x * 3) & M64
        except TypeError as e:
            out.append((i, str(e)))
            x = i
    return x, out


def raises(n):
    x = 9
    try:
        for i in range(n):
            x = (x * 0xDA942042E4DD58B5 + 1) & M64
            y = x // (n - 1 - i)
    except ZeroDivisionError as e:
        return x, y, str(e)


def truth(n):
    x = 1 << 63
    k = 0
    for i in range(n):
        while x:
            x >>= 7
            k += 1
        x = (i * 0x9E3779B97F4A7C15) & M64
        if not x:
            k += 1000
    return k


def mixed_float(n):
    x = 3
    f = 0.0
    for _ in range(n):
        x = (x * 0xDA942042E4DD58B5 + 1) & M64
        f += x / 18446744073709551616.0
        f += x * 1e-19
        if x > 1e19:
            f += 1.0
    return f


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & M64


class Xoshiro:
    def __init__(self, seed):
        self.s = [seed, seed * 3 & M64, seed * 5 & M64, seed * 7 & M64]

    def next(self):
        s = self.s
        result = (rotl((s[1] * 5) & M64, 7) * 9) & M64
        t = (s[1] << 17) & M64
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result


def xoshiro(n):
    g = Xoshiro(0x9E3779B97F4A7C15)
    t = 0
    for _ in range(n):
        t ^= g.next()
    return t, g.s


def small_again(n):
    # Hot while small, then large, then small.
    x = 1
    out = []
    for i in range(n):
        x = (x + i * i) & M64
        if i == n // 2:
            out.append(x)
            x = M64 - 5
        if i == n // 2 + n // 4:
            out.append(x)
            x = 1
    return out, x


def minus(n):
    x = 0
    t = 0
    for i in range(n):
        x = x - 0x9E3779B97F4A7C15 & M64
        t += (x >> 33) - (x & 0x7FFFFFFF)
        t ^= ~x & 0xFF
        t += -x >> 60
    return x, t


def nested(n):
    t = 0
    x = 1
    for i in range(n):
        y = x
        for j in range(20):
            y = (y * 0x5851F42D4C957F2D + j) & M64
            t = (t + y) & M64
        x = y ^ i
    return t, x


N = 3000
print(xorshift(88172645463325252, N))
for mask in M64, M63, M62, M61, M60, 0xFFFFFFFF, 0x7FFFFFFF:
    print(lcg(1, N, mask))
print(lcg_mod(1, N))
print(negative(N))
print(two_masks(N))
print(compare(N))
print(divide(N))
print(shifts(N))
print(kept(N))
print(append_then_change(N))
print(bigger(N))
print(overflow_at(N))
print(changes_type(N))
print(raises(N))
print(truth(N))
print("%.12f" % mixed_float(N))
print(xoshiro(N))
print(small_again(N))
print(minus(N))
print(nested(300))
