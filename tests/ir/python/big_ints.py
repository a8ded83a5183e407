# show: ir opt
# Products beyond the word are cut by the mask: the loop stays in 64 bits.
def run(n):
    h = 1469598103934665603
    for i in range(n):
        h = (h ^ i) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return h


print(run(60))
