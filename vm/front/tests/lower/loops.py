def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def total(items):
    result = 0
    for i, item in enumerate(items):
        if item is None:
            continue
        result += item * i
    else:
        result = -result
    return result


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
