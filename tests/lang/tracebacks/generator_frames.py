def g():
    yield 1
    yield [][0]
def h():
    yield from g()
for v in h():
    print(v)
