# show: ir opt clif
# Counters and sums stay machine ints; only the sum needs an overflow test.
def total(n):
    s = 0
    i = 0
    while i < n:
        s += i * 3 & 0xFF
        i += 1
    return s


print(total(50))
