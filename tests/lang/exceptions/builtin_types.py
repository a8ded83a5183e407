import builtins
names = sorted(n for n in dir(builtins) if isinstance(getattr(builtins, n), type) and issubclass(getattr(builtins, n), BaseException))
for n in names:
    if n == "PythonFinalizationError" or n.startswith("_"): continue
    c = getattr(builtins, n); print(n, c.__base__.__name__, end="; ")
print()
e = OSError(2, "No such", "file.txt"); print(type(e).__name__, e, e.errno, e.strerror, e.filename, e.args, repr(e))
print(type(OSError(13, "x")).__name__, type(OSError(17, "x")).__name__, OSError("one").errno, str(OSError(1, "a", "f", None, "g")))
print(KeyError("a"), str(KeyError("a", "b")), repr(KeyError()), str(KeyError(5)), ValueError("x", 1), str(ValueError()), repr(ValueError("x", 1)), repr(Exception(None)))
s = SyntaxError("msg", ("f.py", 3, 5, "code", 3, 7)); print(s, s.lineno, s.offset, s.text, s.end_offset, s.filename)
u = UnicodeDecodeError("utf-8", b"abc", 0, 1, "why"); print(u, u.object, u.start)
print(StopIteration(5).value, StopIteration().value, SystemExit(3).code, SystemExit().code, SystemExit(1, 2).code)
i = ImportError("m", name="n", path="p"); print(i, i.name, i.path)
a = AttributeError("m", name="x", obj=5); print(a.name, a.obj); n = NameError("m", name="q"); print(n.name)
try: [].foo
except AttributeError as e: print(e.name, e.obj)
try: undefined_thing
except NameError as e: print(e.name)
try: import nope_module_zz
except ModuleNotFoundError as e: print(e, e.name)
try: from os import nope_zz
except ImportError as e: print(e.name, str(e)[:35])
class E(Exception):
    def __init__(self, a, b=2): super().__init__(a); self.b = b
    def __str__(self): return f"E<{self.args}{self.b}>"
print(E(1), repr(E(1)), E(1, b=5).b)
class K(KeyError): pass
print(repr(K("z")), str(K("z")), issubclass(K, LookupError))
try: Exception(a=1)
except TypeError as e: print(e)
try: raise E
except TypeError as e: print(e)
