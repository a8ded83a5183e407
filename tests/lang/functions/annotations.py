# bless: by hand
# PEP 649: annotations are evaluated when asked for.
def f(a: later, b: "quoted" = 1, *c: int, d: str = "x", **e: dict) -> list[int]: pass
try:
    f.__annotations__
except NameError as e:
    print(e)
later = float
print(f.__annotations__)
print(f.__annotations__ is f.__annotations__)
class C:
    x: int
    y: "C" = 5
    z: undefined_thing if False else str
    def m(self) -> C: pass
print(C.__annotations__, hasattr(C, "x"), C.y)
print(C.m.__annotations__ == {"return": C})
mod: print("never") = 3
print(mod)
local = 0
def g():
    v: undefined_name = 5
    w: int
    try: w
    except UnboundLocalError as e: print(e)
    return v
print(g(), g.__annotations__)
import annotationlib
class D:
    a: missing
    b: int
print(annotationlib.get_annotations(D, format=annotationlib.Format.STRING))
print(list(annotationlib.get_annotations(D, format=annotationlib.Format.FORWARDREF)))
try: annotationlib.get_annotations(D)
except NameError as e: print(e)
print(callable(D.__annotate__), (lambda: 0).__annotate__, f.__annotate__(1)["a"])
