# show: ir opt
# Raising and catching in one frame: the exception object is real, the handler is part of the path.
def run(n):
    bad = 0
    for i in range(n):
        try:
            if i & 1:
                raise ValueError
            bad += 10
        except ValueError:
            bad += 1
    return bad


print(run(30))
