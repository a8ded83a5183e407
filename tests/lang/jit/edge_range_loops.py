def count(*a):
    n = last = 0
    for i in range(*a): n += 1; last = i
    return n, last
print(count(5000), count(5000, 0, -1), count(-3000, 3000, 7), count(2**62 - 2000, 2**62 + 2000), count(-2**63 - 10, -2**63 + 3000, 3), count(2**63 - 1, 2**63 + 4000), count(0), count(10, 5), count(2**60, 2**60 - 3000, -1))
def nested(n):
    t = 0
    for i in range(n):
        for j in range(i, n, i + 1): t += j
        for j in range(i, 0, -max(1, i // 2)): t -= j
    return t
print(nested(300))
