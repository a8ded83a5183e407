import inspect
def g(a):
    b = a + 1
    yield b
    c = b + 1
    yield c
x = g(1)
print(inspect.getgeneratorstate(x)); next(x); print(inspect.getgeneratorstate(x), x.gi_frame.f_locals, x.gi_yieldfrom)
next(x); print(x.gi_frame.f_locals); list(x); print(inspect.getgeneratorstate(x), x.gi_frame)
print(x.gi_code.co_name, x.__name__, x.__qualname__, repr(x)[:20])
a = iter([1, 2, 3]); b = zip(a, a); print(list(b))
def both():
    got = []
    while True:
        got.append((yield len(got)))
        if len(got) == 3: return got
h = both(); next(h)
try:
    for v in "abc": print(h.send(v))
except StopIteration as e: print(e.value)
def ctx():
    with open(__file__) as f: yield f.closed
    yield f.closed
print(list(ctx()))
def exc_state():
    try: raise ValueError(1)
    except ValueError:
        yield 1
        try: raise
        except ValueError as e: yield repr(e)
y = exc_state(); next(y)
try: raise KeyError
except KeyError: print(next(y))
