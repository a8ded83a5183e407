class V:
    __slots__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, o):
        return V(self.x + o.x, self.y + o.y)
    def dot(self, o):
        return self.x * o.x + self.y * o.y

kept = []

def f(n):
    a = V(0, 0)
    for i in range(n):
        b = V(i, -i)
        c = a + b
        if i % 2500 == 2499:
            kept.append(c)          # escapes only here
        a = V(c.x % 1000, c.y % 1000)
    return a.x, a.y, a.dot(a)

print(f(10000), [(v.x, v.y) for v in kept])

def g(n):
    t = 0
    try:
        for i in range(n):
            p = (i, i + 1, [i])
            q = {"a": p}
            if i == 8000:
                raise ValueError(q)
            t += q["a"][2][0] + p[1]
    except ValueError as e:
        return t, e.args[0]

print(g(10000))

class Node:
    def __init__(self, v, nxt):
        self.v = v
        self.nxt = nxt

def h(n):
    head = None
    for i in range(n):
        head = Node(i, head if i % 100 else None)
    t = c = 0
    while head is not None:
        t += head.v
        c += 1
        head = head.nxt
    return t, c

print(h(5000))

def identity(n):
    same = 0
    prev = None
    for i in range(n):
        o = V(1, 2)
        same += o is prev
        same += o is o
        prev = o
    return same

print(identity(5000))
