a = 3**5000
print(a % 10**20, (a * a) % (10**9 + 7), len(bin(a)), a.bit_length(), (a >> 7900), a // 3**4990, pow(a, 3, 2**127 - 1), (a - 1) % a == a - 1)
f = 1
for i in range(1, 400): f *= i
print(f % 1000003, f // (10**850), int(str(f)) == f, f & (2**100 - 1), hash(f) % 97 >= 0)
x, y = 0, 1
for _ in range(2000): x, y = y, x + y
print(x % 10**30, len(str(x)))
import math
print(math.isqrt(10**100 + 1), math.gcd(2**200 * 3**50, 2**150 * 3**70) == 2**150 * 3**50, math.comb(200, 100) % 10**20, math.factorial(100) % (10**30 + 57))
print(int.from_bytes((2**300 + 5).to_bytes(40, "little"), "little") == 2**300 + 5, float(2**1000), 2**1000 == 2.0**1000, int(2.0**1000) == 2**1000, (10**40) / (10**38 + 1), -(10**30) // 7, divmod(-10**30, 10**15 + 1), round(12345678901234567890, -5))
