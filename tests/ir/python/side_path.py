# show: ir opt clif
# The rare branch becomes a path of the region that joins at the loop's header.
def run(n):
    a = b = 0
    for i in range(n):
        if i % 4 == 3:
            b += 2
        else:
            a += i
    return a, b


print(run(60))
