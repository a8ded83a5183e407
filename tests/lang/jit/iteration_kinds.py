def total(it):
    t = 0
    for x in it:
        t += x
    return t

N = 3000
class It:
    def __init__(self, n): self.n, self.i = n, 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
class Seq:
    def __getitem__(self, i):
        if i >= N: raise IndexError
        return i

print(total(range(N)), total(range(N, 0, -3)), total(list(range(N))), total(tuple(range(N))))
print(total({i: 0 for i in range(N)}), total(set(range(N))), total(frozenset(range(N))))
print(total(It(N)), total(Seq()), total(map(abs, range(-N, 0))), total(filter(None, range(N))))
print(total(reversed(range(N))), total(bytes(i % 256 for i in range(N))), total(x for x in range(N)))
print(total({i: i * 2 for i in range(N)}.values()), total(iter(It(N).__next__, 2000)))
t = 0
for a, b in zip(range(N), It(N)):
    t += a * b
print(t)
t = 0
for i, x in enumerate(reversed(list(range(N))), 5):
    t += i * x
print(t)
t = 0
for k, v in {i: i * i for i in range(N)}.items():
    t += k - v
print(t)
print(total(range(2**70, 2**70 + N)) == N * 2**70 + N * (N - 1) // 2)
t = 0
for i in range(0, 2**63 + 10**15, 2**50 + 1):
    t ^= i
print(t)
