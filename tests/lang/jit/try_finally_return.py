def f(i):
    try:
        if i % 3 == 0: return i
        if i % 3 == 1: raise KeyError(i)
    except KeyError as e:
        return e.args[0] * 2
    finally:
        count[i % 2] += 1
    return -1
count = [0, 0]
t = 0
for i in range(9000): t += f(i)
print(t, count)
