# An exception that comes only at iteration 10,000.
def div(n, at):
    x = 0
    try:
        for i in range(n):
            x += 1000 // (at - i)
    except ZeroDivisionError as e:
        return i, x, str(e)
    return "none", x

print(div(20000, 10000))
print(div(20000, 30000))
print(div(20000, 0))

def mod(n, at):
    x = 0
    i = 0
    try:
        while i < n:
            x += 1000 % (i - at)
            i += 1
    except ZeroDivisionError as e:
        return i, x, str(e)
    return "none", x

print(mod(20000, 10000))

def fdiv(n, at):
    x = 0.0
    for i in range(n):
        try:
            x += 1.0 / (at - i)
        except ZeroDivisionError as e:
            return i, round(x, 6), str(e)

print(fdiv(20000, 10000))
