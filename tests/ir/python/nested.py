# show: ir opt
# The inner loop is a loop of the same region.
def run(n):
    s = 0
    for i in range(n):
        j = 0
        while j < i:
            s += j
            j += 1
    return s


print(run(12))
