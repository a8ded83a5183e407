def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

print(fib(19))

memo = {}
def mfib(n):
    if n in memo:
        return memo[n]
    r = n if n < 2 else mfib(n - 1) + mfib(n - 2)
    memo[n] = r
    return r

t = 0
for i in range(300):
    memo.clear()
    t ^= mfib(80 + i % 10)
print(t)

def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))

print(ack(2, 30))

def even(n):
    return True if n == 0 else odd(n - 1)

def odd(n):
    return False if n == 0 else even(n - 1)

print([even(i) for i in range(100, 105)], sum(even(i % 60) for i in range(1000)))

def deep(n, acc):
    if n == 0:
        return acc
    return deep(n - 1, acc + n * 2**50)

print(deep(400, 0), sum(deep(100, i) for i in range(50)))

def hanoi(n, a, b, c, moves):
    if n == 1:
        moves[0] += 1
        return a * 9 + c
    return hanoi(n - 1, a, c, b, moves) * 3 + hanoi(n - 1, b, a, c, moves) & 0xFFFF

m = [0]
print(hanoi(11, 1, 2, 3, m), m)
