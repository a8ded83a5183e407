def comp(y, f):
    return f(1, [x + 1 for x in y if x], {k: v for k, v in y})
