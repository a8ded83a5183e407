# Comprehensions and appends whose item is computed in the same instruction run.
def squares(n):
    return [i * i for i in range(n)]


def halves(n):
    return [i / 2 for i in range(n)]


def sums(n):
    return [sum([i * j for j in range(20)]) for i in range(n)]


class Loud:
    alive = 0

    def __init__(self, v):
        Loud.alive += 1
        self.v = v

    def __del__(self):
        Loud.alive -= 1


def objects(n):
    out = [Loud(i) for i in range(n)]
    total = sum([o.v for o in out])
    del out
    return total


def failing(n):
    out = []
    try:
        [out.append(10 // (n - 1 - i)) for i in range(n)]
    except ZeroDivisionError:
        pass
    return len(out), out[-3:]


print(sum(squares(2000)), squares(5))
print(sum(halves(2000)), halves(5))
print(sum(sums(400)))
print(objects(1500), Loud.alive)
print(failing(1500))
