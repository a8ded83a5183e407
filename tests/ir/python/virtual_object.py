# show: ir opt
# The pair is never made; neither is the point.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def run(n):
    s = 0
    for i in range(n):
        p = Point(i, 2)
        a, b = p.x, p.y
        s += a * b
    return s


print(run(40))
