# show: ir opt
# One shape guard serves both attributes; the second load of `self.x` is the stored value.
class Counter:
    def __init__(self):
        self.x = 0
        self.step = 2


def run(c, n):
    for i in range(n):
        c.x = c.x + c.step
        c.x = c.x + 1
    return c.x


print(run(Counter(), 30))
