class Set:
    def __init__(self): self.bits = 0
    def __contains__(self, i): return self.bits >> i & 1
    def add(self, i): self.bits |= 1 << i
    def __len__(self): return self.bits.bit_count()
    def __bool__(self): return self.bits != 0
s = Set(); c = 0
for i in range(6000):
    k = i * i % 131
    if k in s: c += 1
    else: s.add(k)
    if s: c += len(s) & 1
print(c, len(s), s.bits)
