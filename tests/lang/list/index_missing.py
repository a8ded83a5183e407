# bless-replace: 9 is not in list => list.index(x): x not in list
try:
    [1, 2].index(9)
except ValueError as e:
    print(e)
class E:
    def __init__(self, n): self.n = n
    def __eq__(self, o):
        print("eq", self.n, end=" ")
        return self.n == o
xs = [E(1), E(2), E(3)]
print(xs.index(2), xs.count(3), 2 in xs, 5 in xs)
xs.remove(2); print(len(xs))
nan = float("nan")
print(nan in [nan], [nan].count(nan), [nan].index(nan), [nan] == [nan], float("nan") in [nan])
try:
    [1].index(1, 5)
except ValueError as e:
    print(type(e).__name__)
