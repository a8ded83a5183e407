def inner():
    yield 1
    raise KeyError("inner")
def outer():
    try: yield from inner()
    except KeyError as e: yield ("caught", e.args)
    return 9
def top():
    r = yield from outer()
    yield ("ret", r)
print(list(top()))
def a():
    try: yield 1
    except GeneratorExit: print("a exit"); raise
def b():
    try: yield from a()
    except GeneratorExit: print("b exit"); raise
    finally: print("b finally")
g = b(); next(g); g.close()
g = b(); next(g)
try: g.throw(ValueError("t"))
except ValueError as e: print(e)
def nosend(): yield from [1, 2]
n = nosend(); next(n)
try: n.send(5)
except AttributeError as e: print(e)
def ret_iter(): x = yield from iter([]); print(x); yield "end"
print(list(ret_iter()))
def running():
    yield from running_g
running_g = running()
try: next(running_g)
except ValueError as e: print(e)
try: next(running_g)
except StopIteration: print("exhausted")
def ex():
    yield 1
    return 1 / 0
try: list(ex())
except ZeroDivisionError as e: print(e)
