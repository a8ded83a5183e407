def f(n):
    x, big, flt = 1, 0, 0
    for i in range(n):
        x = x * 7 + i
        if isinstance(x, float):
            flt += 1
            if x > 1e300: x = 1
        elif x > 2**200: x = float(x); big += 1
    return x if isinstance(x, int) else "float", big, flt
print(f(6000))
