# show: ir opt
# A Python function is inlined: its frame stands only in snapshots.
def clip(x, limit=10):
    if x > limit:
        return limit
    return x


def run(n):
    s = 0
    for i in range(n):
        s += clip(i)
    return s


print(run(9))
