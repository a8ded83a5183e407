import sys, warnings
try: sys.exit(5)
except SystemExit as e: print(e.code, isinstance(e, Exception), isinstance(e, BaseException))
for a in ((), (None,), ("m",), (1, 2)):
    try: sys.exit(*a)
    except (SystemExit, TypeError) as e: print(type(e).__name__, e.args)
try: exit(3)
except SystemExit as e: print(e.code)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    def f(): warnings.warn("from f", stacklevel=2)
    f(); warnings.warn(UserWarning("inst")); warnings.warn_explicit("ex", RuntimeWarning, "file.py", 7)
    print([(str(x.message), x.category.__name__, x.lineno) for x in w])
with warnings.catch_warnings():
    warnings.filterwarnings("error", message="bad.*")
    try: warnings.warn("bad thing")
    except UserWarning as e: print("raised", e)
for bad in (("m", int), ()):
    try: warnings.warn(*bad)
    except TypeError as e: print(type(e).__name__)
class MyW(UserWarning): pass
with warnings.catch_warnings(record=True) as w: warnings.simplefilter("once"); [warnings.warn("x", MyW) for _ in range(3)]; print(len(w))
@warnings.deprecated("use g")
def old(): return 1
with warnings.catch_warnings(record=True) as w: warnings.simplefilter("always"); print(old(), w[0].message)
