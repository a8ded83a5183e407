# An iterator that a loop leaves in memory goes when a side path breaks out of the loop.
import sys


def counts(n):
    out = set()
    for k in range(n):
        items = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        for x in items:
            if x == 5 + k % 3:
                break
        out.add(sys.getrefcount(items))
    return out


print(counts(3000))
