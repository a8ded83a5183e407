# Exceptions keep what they know when they are copied or made anew.
import copy

for e in (OSError(2, "text", "file"), OSError(2, "text", "a", None, "b"), OSError("only"), ImportError("m", name="n", path="p"),
          KeyError("k"), ModuleNotFoundError("x", name="y")):
    cls, args, *state = e.__reduce__()
    made = cls(*args)
    if state: made.__setstate__(state[0])
    for c in copy.copy(e), made:
        print(type(c).__name__, c.args, c, getattr(c, "filename", None), getattr(c, "filename2", None), getattr(c, "name", None), getattr(c, "path", None))

e = ImportError("test", name="n")
e.__init__()
print(e.msg, e.name, e.args)

for args in ("f", 1, 2), ("f", 1, 2, "t", 5):
    try:
        SyntaxError("bad", args)
    except TypeError as err:
        print(err)

g = ExceptionGroup("g", [ValueError(1)])
for name in "message", "exceptions":
    try:
        setattr(g, name, None)
    except AttributeError as err:
        print(err)

import sys
def deep(n):
    if n: return deep(n - 1)
    try:
        sys.setrecursionlimit(5)
    except RecursionError as err:
        print(str(err).split(" at ")[0])
deep(20)
