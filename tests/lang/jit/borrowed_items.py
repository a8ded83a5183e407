# Loop variables that borrow from containers: lifetimes, aliases and exits must be as if each held its reference.
import sys
import weakref


class Body:
    __slots__ = ("x", "v", "m", "__weakref__")

    def __init__(self, x, v, m):
        self.x = x
        self.v = v
        self.m = m


def move(pairs, bodies, steps, dt=0.01):
    for _ in range(steps):
        for a, b in pairs:
            d = a.x - b.x
            a.v -= d * b.m
            b.v += d * a.m
        for b in bodies:
            b.x += dt * b.v
    return a, b


bodies = [Body(float(i), 0.5 - i, 0.1 * i) for i in range(5)]
pairs = [(p, q) for i, p in enumerate(bodies) for q in bodies[i:]]
last = move(pairs, bodies, 400)
print([round(b.x, 9) for b in bodies], last[0] is bodies[-1], last[1] is bodies[-1])
print([sys.getrefcount(b) - sys.getrefcount(bodies[0]) for b in bodies])


# A value that stops being a float, is deleted, or belongs to another class.
class Other(Body):
    pass


def total(items, n):
    s = 0
    bad = 0
    for _ in range(n):
        for it in items:
            try:
                s += it.x
            except (AttributeError, TypeError):
                bad += 1
    return s, bad


items = [Body(0.5, 0, 0) for _ in range(20)]
print(total(items, 100))
items[7].x = 3
print(total(items, 100))
items[7].x = 10 ** 30
print(total(items, 3))
items[7].x = float("inf")
print(total(items, 100))
items[7].x = float("nan")
print(total(items, 100))
items[7].x = 5e-324
print(total(items, 100))
del items[7].x
print(total(items, 100))
items[7] = Other(2.5, 0, 0)
items[8] = None
print(total(items, 100))

# The variable holds the last reference to something when the loop begins.
log = []


class Noisy:
    def __init__(self, n, x=1.0):
        self.n = n
        self.x = x

    def __del__(self):
        log.append(self.n)


def begins(items, rounds):
    s = 0.0
    for k in range(rounds):
        it = Noisy(k)
        log.append("begin")
        for it in items:
            s += it.x
            if log[-1] == "begin":
                log.append("first")
        log.append("end")
    return s


kept = [Noisy("kept") for _ in range(4)]
print(begins(kept, 60))
print(log[:6], log[-6:], len(log))
log.clear()


# Rows that go when the next one comes: the variable keeps the last item of each.
def rows(n):
    s = 0.0
    for k in range(n):
        row = [Noisy((k, i), float(i)) for i in range(3)]
        for it in row:
            s += it.x
        log.append(k)
    return s


r = rows(50)
print(r)
print(log[:9], len(log))
log.clear()


# Items that go while the loop runs, by another name of the list.
def shrinking(items):
    other = items
    s = 0.0
    seen = []
    for it in items:
        s += it.x
        if it.n % 40 == 39:
            other[it.n] = None
            del other[it.n + 1:it.n + 3]
            seen.append(list(log))
            log.clear()
        if other[-1].n == it.n:
            break
    return s, seen


many = [Noisy(i, 0.25) for i in range(400)]
for _ in range(3):
    more = [Noisy(i, 0.25) for i in range(400)]
    try:
        print(shrinking(more))
    except AttributeError as e:
        print(e)
    del more
    log.clear()


def cleared(n):
    s = 0.0
    items = [Noisy(i) for i in range(n)]
    for it in items:
        s += it.x
        if it.n == n - 10:
            items.clear()
            log.append("cleared")
    log.append("left")
    keep = it
    del it
    log.append("kept %d" % keep.n)
    return s


print(cleared(200), log[-4:], len(log))
log.clear()


# Two variables that follow each other.
def following(items, rounds):
    s = 0.0
    for _ in range(rounds):
        prev = None
        for cur in items:
            if prev is not None:
                s += cur.x * prev.x
            prev = cur
    return s, prev is cur, prev is items[-1]


print(following(bodies, 200))


def through(head, rounds):
    n = 0
    for _ in range(rounds):
        node = head
        while node is not None:
            n += node.x
            node = node.next
    return n


class Node:
    def __init__(self, x, next):
        self.x = x
        self.next = next

    def __del__(self):
        log.append(self.x)


chain = None
for i in range(10):
    chain = Node(i, chain)
print(through(chain, 100))
refs = weakref.ref(chain)
chain = chain.next
print(refs(), log)
log.clear()


# Falls off the end of a list that dies, with the variable as last owner of its item.
def survivor(n):
    for k in range(n):
        for it in [Body(1.0 * k, 0.0, 0.0), Body(2.0 * k, 0.0, 0.0)]:
            x = it.x
        r = weakref.ref(it)
        if r() is not it or it.x != 2.0 * k:
            return "lost"
    return r() is it, x


print(survivor(300))


def fails(items, at):
    s = 0.0
    k = 0
    try:
        for it in items:
            s += 1.0 / (it.x - at)
            k += 1
    except ZeroDivisionError:
        return k, it.n, s
    return k, s


line = [Noisy(i, float(i)) for i in range(300)]
print(fails(line, 1000.5), fails(line, 250.0), fails(line, 3.0))
log.clear()
