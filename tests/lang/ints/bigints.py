a = 2**200 + 12345
b = -(3**120)
print(a, b)
print(a + b, a - b, a * b)
print(a // b, a % b, divmod(b, a), divmod(-a, 10**20))
print(a & b, a | b, a ^ b, ~a)
print(a >> 100, b >> 100, b >> 1000, a << 13)
print(a > b, a == 2**200 + 12345, hash(a) == hash(2**200 + 12345), a != b)
print(pow(7, 300, 10**9 + 7), pow(3, -1, 7), pow(2, 1000) % 997, pow(-3, 5), pow(0, 0))
print((2**521 - 1) // (2**89 - 1))
print(int("9" * 50) * int("8" * 50))
x = 1
for i in range(1, 60):
    x *= i
print(x, x // (2**40), len(str(x)))
print(10**18, 10**19, -10**18, 2**63 - 1, 2**63, -2**63, -2**63 - 1)
print(sum([2**60] * 20), sum(range(10**10, 10**10 + 5)))
print(isinstance(2**100, int), type(2**100) is type(1), (2**64).__class__)
print(bool(2**80), abs(-2**80), -(-2**70), +2**70)
print(round(2**70 + 5, -1), round(-15, -1), round(25, -1), round(1234, -2), round(7, 5))
