import types
def f(a, b=1, *c, d, e=2, **g): "doc"; x = 1; return x
c = f.__code__
print(c.co_name, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_varnames, c.co_nlocals, c.co_flags & 12, c.co_firstlineno, c.co_qualname, c.co_freevars)
g = types.FunctionType(c, globals(), "g", (9,), None); print(g.__name__, g.__defaults__)
f.__code__ = (lambda *a, **k: "replaced").__code__; print(f(1, d=1))
try: f.__code__ = 5
except TypeError as e: print(e)
try: f.__defaults__ = 5
except TypeError as e: print(e)
h = c.replace(co_name="newname"); print(h.co_name, h == c, c == c, hash(c) == hash(c))
def m(self): return self
class A: pass
a = A(); a.m = types.MethodType(m, a); print(a.m() is a, a.m.__self__ is a, a.m.__name__); b = [].append; print(b.__self__, b.__name__, str.join.__name__, type(str.join).__name__, type(b).__name__)
print(f.__get__(5, int).__self__, f.__globals__ is globals(), f.__builtins__["len"] is len if isinstance(f.__builtins__, dict) else f.__builtins__.len is len, f.__type_params__, f.__closure__)
