def t(exc):
    try: raise exc
    except KeyError: return "key"
    except LookupError: return "lookup"
    except (OSError, ValueError) as e: return "os/value " + type(e).__name__
    except Exception: return "exception"
    except: return "bare"
print([t(e) for e in (KeyError(), IndexError(), FileNotFoundError(), UnicodeError(), TypeError(), KeyboardInterrupt(), SystemExit(), GeneratorExit(), StopIteration(), ZeroDivisionError())])
class Meta(type):
    def __instancecheck__(c, o): return True
    def __subclasscheck__(c, o): return True
class Fake(Exception, metaclass=Meta): pass
try:
    try: raise ValueError
    except Fake: print("fake matched")
except ValueError: print("no hook in except")
def once():
    for i in range(3):
        try: yield 1 / (i - 1)
        except ZeroDivisionError: yield "z"
print(list(once()))
e = None
try: raise KeyError("a")
except KeyError as err: e = err
print(e.args, e.__traceback__ is not None, "err" in dir())
def f():
    try: raise ValueError("1")
    except ValueError as e:
        try: raise KeyError("2")
        except KeyError as e2: return e2.__context__ is e
print(f())
import sys
def cur(): return sys.exc_info()[0] and sys.exc_info()[0].__name__
try: raise OSError
except OSError:
    print(cur())
    try: raise KeyError
    except KeyError: print(cur())
    print(cur())
print(cur())
def g():
    try: yield cur()
    except ValueError: yield cur()
try: raise TypeError
except TypeError: x = g(); print(next(x)); print(x.throw(ValueError()), cur())
