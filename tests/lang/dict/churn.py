# Keys that come and go: searches for absent keys must end, and iterators must notice.
d = {i: i for i in range(10)}
for i in range(100, 3000):
    d[i] = 1
    del d[i]
print(len(d), 5 in d, "x" in d, d.get(100))

s = set(range(10))
for i in range(100, 3000):
    s.add(i)
    s.discard(i)
print(len(s), "x" in s)

queue = {}
for i in range(5000):
    queue[i] = i
    if len(queue) > 20:
        del queue[next(iter(queue))]
print(list(queue)[:3], list(reversed(queue))[:3], len(queue))

stack = dict.fromkeys(range(100))
for i in range(95):
    del stack[99 - i]
print(list(stack), stack.popitem(), list(reversed(stack)))


def attempt(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def reinsert(view):
    d = {0: 0}
    for _ in view(d):
        del d[0]
        d[0] = 0


for view in (iter, dict.values, dict.items):
    print(attempt(lambda: reinsert(view)))


class Counter(int):
    eqs = hashes = 0

    def __eq__(self, other):
        Counter.eqs += 1
        return int.__eq__(self, other)

    def __hash__(self):
        Counter.hashes += 1
        return int.__hash__(self)


d = {}
d.setdefault(Counter(5), [])
print(Counter.hashes, Counter.eqs)
d.setdefault(Counter(5), [])
print(Counter.hashes, Counter.eqs, d)


class Backwards(dict):
    def keys(self):
        return reversed(list(dict.keys(self)))

    __iter__ = keys


print(dict(Backwards(a=1, b=2)), dict(**Backwards(a=1, b=2)))
