def g():
    try:
        while True:
            try: print("in", (yield "v"))
            except ValueError as e: print("caught", e)
    finally: print("finally")
i = g(); next(i)
print(i.throw(ValueError("x")), i.throw(ValueError), i.send(3))
print(i.close(), i.close())
try: next(i)
except StopIteration: print("stopped")
j = g(); next(j)
try: j.throw(KeyError("k"))
except KeyError as e: print("out", e)
k = g()
try: k.throw(KeyError("unstarted"))
except KeyError as e: print(e)
print(list(k))
def stubborn():
    try: yield 1
    except GeneratorExit: yield 2
s = stubborn(); next(s)
try: s.close()
except RuntimeError as e: print(e)
def ret():
    try: yield 1
    except GeneratorExit: return "closed value"
r = ret(); next(r); print(r.close())
def conv():
    yield 1
    raise StopIteration("inner")
c = conv(); next(c)
try: next(c)
except RuntimeError as e: print(e, repr(e.__cause__))
def exc():
    try: yield 1
    except Exception as e: print(type(e.__context__).__name__ if e.__context__ else None); raise TypeError("t") from e
x = exc(); next(x)
try: x.throw(ValueError("orig"))
except TypeError as e: print(repr(e.__cause__))
