def calc(a, b, c):
    return a * 2 + b / c - 1
x = calc(1, 2, 3)
y = calc("s", 2, 3) if x < 0 else calc(1, 2,
      0)
