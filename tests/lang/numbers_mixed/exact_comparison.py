# An int beyond 2**53 is compared with a float exactly, though arithmetic rounds it.
a, b = 2**53 + 1, float(2**53)
print(a == b, a != b, a > b, a >= b, a < b, a <= b, b < a, b == a)
print(-a == -b, -a < -b, -b < -a)
print(a - 1 == b, a + 0.0 == b, a * 1.0, a / 1.0)
if a == b:
    print("equal in a jump")
elif a > b:
    print("greater in a jump")
