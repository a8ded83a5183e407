# show: ir opt
# A method is found by its class's version, not looked up.
class Accumulator:
    def __init__(self):
        self.total = 0.0

    def add(self, x):
        self.total += x


def run(n):
    acc = Accumulator()
    for i in range(n):
        acc.add(0.5)
    return acc.total


print(run(30))
