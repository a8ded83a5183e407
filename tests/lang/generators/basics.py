def g():
    x = yield 1
    print("got", x)
    y = yield 2
    print("got", y)
    return "ret"
i = g()
print(next(i), i.send("a"))
try: i.send("b")
except StopIteration as e: print("stop", e.value)
try: next(i)
except StopIteration as e: print("again", e.value)
try: g().send(5)
except TypeError as e: print(e)
print(list(g()), next(iter([]), "default"), type(g()).__name__, g.__name__, g().gi_frame is not None, i.gi_frame, i.gi_running)
def inf():
    n = 0
    while True:
        yield n
        n += 1
it = inf(); print([next(it) for _ in range(4)], next(it))
def early():
    return 5
    yield
print(list(early()))
def rec():
    me = yield
    try: next(me)
    except ValueError as e: print(e)
    yield "end"
r = rec(); next(r); print(r.send(r))
