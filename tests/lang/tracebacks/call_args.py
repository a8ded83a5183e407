def target(a, b):
    pass
result = [x for x in range(3)] + list(map(lambda v: target(v), [1]))
