# Arithmetic around every word edge that a tagged representation may have.
def walk(start):
    a = start - 3000
    up = 0
    for i in range(6000):
        a += 1
        if a >= start:
            up += 1
    b = start + 3000
    down = 0
    for i in range(6000):
        b -= 1
        if -b <= -start:
            down += 1
    return a, b, up, down

for e in (29, 30, 31, 32, 52, 53, 59, 60, 61, 62, 63, 64, 65):
    for s in (1, -1):
        print(e, s, walk(s * 2**e))

def negate(start):
    x = start
    for i in range(5000):
        x = -x
        x = ~x
        x = -x
        x = x + 1 if i & 1 else x - 1
    return x

for e in (59, 60, 61, 62, 63):
    print(negate(2**e), negate(-(2**e)))
