class R:
    def __init__(self, n): self.n = n
    def __iter__(self):
        i = 0
        while i < self.n: yield i; i += 1
class N:
    def __init__(self, n): self.i, self.n = 0, n
    def __iter__(self): return self
    def __next__(self):
        if self.i == self.n: raise StopIteration
        self.i += 1
        return self.i
t = 0
for x in R(3000): t += x
for x in N(3000): t -= x
for a, b in zip(R(2000), N(2000)): t += a * b
print(t, sum(N(4000)), max(R(1000)), [*N(3)], 2999 in R(3000), list(map(lambda v: -v, N(3))))
n = N(5000)
for x in n:
    if x == 2500: n.n = 2600
print(x)
