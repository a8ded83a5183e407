def f(n):
    a = b = c = d = e = g = h = k = 1
    for i in range(n):
        a += b ^ i; b -= c & 0xFF; c |= d + i; d ^= e << 1; e = (e + g) % 10007; g = h * 3 % 1009; h += k & i; k = (k * 5 + a) % 4093
        a &= 0xFFFFF; b %= 65521; c &= 0xFFFF; d &= 0xFFFFFF; h %= 8191
    return a, b, c, d, e, g, h, k
print(f(8000))
