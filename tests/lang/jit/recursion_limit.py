# RecursionError comes at the same depth, whatever runs the calls, and leaves everything usable.
import sys


def down(n):
    global most
    most = n
    return down(n + 1)

def count(n):
    if n == 0:
        return 0
    return 1 + count(n - 1)

def ping(n):
    global most
    most = n
    pong(n + 1)

def pong(n):
    helper(n)

def helper(n):
    ping(n + 1)

class A:
    def go(self, n):
        global most
        most = n
        return self.go(n + 1)

def measure(f):
    try:
        f(0)
    except RecursionError as e:
        return most, str(e)

for _ in range(50):
    count(100)
first = measure(down)
print([measure(down) == first for _ in range(8)], first[1])
second = measure(ping)
print([measure(ping) == second for _ in range(8)], first[0] - second[0])
third = measure(A().go)
print([measure(A().go) == third for _ in range(8)], first[0] - third[0])
print(count(900))
try:
    count(1200)
except RecursionError as e:
    print(e)
sys.setrecursionlimit(5000)
print([count(4000) for _ in range(3)], measure(down)[0] - first[0])
sys.setrecursionlimit(1000)
print(measure(down) == first)
