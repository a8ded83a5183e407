# Functions that are hot without a loop: recursion of all sorts, with values that change their type on the way.
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))

def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))

def hanoi(n, a, b, c):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)

def even(n):
    return True if n == 0 else odd(n - 1)

def odd(n):
    return False if n == 0 else even(n - 1)

def power(x, n):
    if n == 0:
        return 1
    half = power(x, n // 2)
    return half * half * (x if n % 2 else 1)

def flatten(x, out):
    if isinstance(x, list):
        for y in x:
            flatten(y, out)
    else:
        out.append(x)
    return out

def perms(items):
    if len(items) <= 1:
        return [items]
    r = []
    for i in range(len(items)):
        for p in perms(items[:i] + items[i + 1:]):
            r.append([items[i]] + p)
    return r

def memo_fib(n, memo={}):
    if n < 2:
        return n
    if n not in memo:
        memo[n] = memo_fib(n - 1) + memo_fib(n - 2)
    return memo[n]

print(fib(19), tak(10, 6, 3), ack(2, 20), hanoi(9, 0, 1, 2))
print(even(200), odd(201), even(77), [power(3, n) for n in (0, 1, 5, 50)], power(1.5, 9))
print(fib(2.0), fib(12.5), fib(True))
print(len(flatten([1, [2, [3, [4, 5], 6], 7], [[8]]] * 40, [])), perms([1, 2, 3])[3:], len(perms(list("abcde"))))
print(memo_fib(90), memo_fib(400) % 1000007)


class Tree:
    def __init__(self, left, right, value):
        self.left, self.right, self.value = left, right, value

    def total(self):
        t = self.value
        if self.left is not None:
            t += self.left.total()
        if self.right is not None:
            t += self.right.total()
        return t

    def visit(self, f):
        if self.left is not None:
            self.left.visit(f)
        f(self.value)
        if self.right is not None:
            self.right.visit(f)


class Leaf(Tree):
    def __init__(self, value):
        super().__init__(None, None, value)

    def total(self):
        return self.value * 10


def make(depth, v=1):
    if depth == 0:
        return Leaf(v)
    return Tree(make(depth - 1, v * 2 % 101), make(depth - 1, v * 3 % 103), v)


t = make(8)
seen = []
t.visit(seen.append)
print(t.total(), len(seen), sum(seen))
print(sorted(range(40), key=lambda x: (fib(x % 11), x))[:12], list(map(fib, range(14))))
