# breakpoint() calls sys.breakpointhook, which obeys PYTHONBREAKPOINT.
import os
import sys
import warnings

print(sys.breakpointhook is sys.__breakpointhook__)
sys.breakpointhook = lambda *args, **kw: (args, kw)
print(breakpoint(1, 2, x=3))
del sys.breakpointhook
try:
    breakpoint()
except RuntimeError as e:
    print(e)
sys.breakpointhook = sys.__breakpointhook__
os.environ["PYTHONBREAKPOINT"] = "0"
print(breakpoint())
os.environ["PYTHONBREAKPOINT"] = "builtins.repr"
print(breakpoint("x"))
os.environ["PYTHONBREAKPOINT"] = "len"
print(breakpoint("abc"))
for bad in ".x", "x.", "nothing.here", "os.nothing", ".":
    os.environ["PYTHONBREAKPOINT"] = bad
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        print(breakpoint(), w[0].category.__name__, w[0].message)

hooks = sys.get_asyncgen_hooks()
print(hooks, hooks.firstiter)
sys.set_asyncgen_hooks(firstiter=print)
print(sys.get_asyncgen_hooks().firstiter is print)
