# Linked structures with None ends, the classic data-driven branch.
class Tree:
    def __init__(self, k):
        self.k, self.l, self.r, self.n = k, None, None, 1
    def insert(self, k):
        node = self
        while True:
            if k == node.k:
                node.n += 1
                return
            if k < node.k:
                if node.l is None:
                    node.l = Tree(k)
                    return
                node = node.l
            else:
                if node.r is None:
                    node.r = Tree(k)
                    return
                node = node.r
    def walk(self):
        if self.l: yield from self.l.walk()
        yield self.k, self.n
        if self.r: yield from self.r.walk()
    def depth(self):
        return 1 + max(self.l.depth() if self.l else 0, self.r.depth() if self.r else 0)

t = Tree(500)
x = 1
for i in range(3000):
    x = (x * 1103515245 + 12345) % 2**31
    t.insert(x >> 8 & 1023)
ks = list(t.walk())
print(len(ks), ks == sorted(ks), sum(n for _, n in ks), t.depth(), ks[:2])
