# An int sum leaves the machine word in the middle of the loop and comes back.
def run(n, step):
    total = 0
    seen_big = 0
    for i in range(n):
        total += step
        if total > 2**62:
            seen_big += 1
        if i % 1000 == 999:
            total = total - (2**61)
    return total, seen_big

for step in (1, 2**50, 2**55 + 7, -2**55, 3**39):
    print(run(20000, step))
