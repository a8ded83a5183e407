def show(e):
    return [type(x).__name__ if x else None for x in (e, e.__cause__, e.__context__)] + [e.__suppress_context__]
try:
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("v")
except ValueError as e: print(show(e))
try:
    try: 1 / 0
    except ZeroDivisionError as z: raise ValueError("v") from z
except ValueError as e: print(show(e))
try:
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("v") from None
except ValueError as e: print(show(e))
try: raise ValueError from KeyError
except ValueError as e: print(show(e))
try:
    try: raise A
    finally: raise KeyError("in finally")
except KeyError as e: print(show(e))
try:
    try: raise ValueError(1)
    except ValueError:
        try: raise KeyError(2)
        except KeyError: pass
        raise TypeError(3)
except TypeError as e: print(show(e))
e1 = ValueError("x")
try:
    try: raise KeyError
    except KeyError: raise e1
except ValueError as e: print(show(e))
def f():
    try: raise OSError("a")
    except OSError as e:
        e.__context__ = RuntimeError(); raise
try: f()
except OSError as e: print(show(e))
class CM:
    def __exit__(self, *a): raise IndexError("exit")
    def __enter__(self): pass
try:
    with CM(): raise ValueError("body")
except IndexError as e: print(show(e))
e = ValueError("n"); e.add_note("note 1"); e.add_note("note 2"); print(e.__notes__)
try: e.add_note(5)
except TypeError as t: print(t)
for bad in ("e.__cause__ = 5", "e.__traceback__ = 5", "del e.__cause__", "e.__context__ = 'x'", "e.args = 5"):
    try: exec(bad)
    except TypeError as t: print(bad, t)
print(e.with_traceback(None) is e, ValueError.__mro__[1:3], BaseException().args)
