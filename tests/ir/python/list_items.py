# show: ir opt clif
# Bounds are tested, the element's type is guarded, the address of the items is loaded again because appends move it.
def run(l, n):
    s = 0
    for i in range(n):
        s += l[i]
        l[i] = s
    return s


print(run(list(range(50)), 50))
