# show: ir opt clif
# Floats are taken apart before the loop and put together behind it.
def integrate(n, h):
    x = 0.0
    area = 0.0
    for _ in range(n):
        area += h * (x * x - 1.5)
        x += h
    return area


print(integrate(40, 0.25))
