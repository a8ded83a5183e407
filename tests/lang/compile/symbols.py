# symtable: scopes and symbols as the compiler sees them.
import symtable

SOURCE = """
import sys as system
glob = 1
class Mine(object):
    attr = glob
    __private = 2
    def method(self, *args, **kw):
        global glob
        local = self
        def inner():
            nonlocal local
            return local, free, __private
        free = args
        return inner, __class__
def spam(a, b=1, *, c):
    some = [x for x in a if b]
    gen = (y for y in some)
    f = lambda z: z + c
    return f
def generic[T: int](x: T) -> T: ...
type Alias[K] = list[K]
"""


def show(t, depth):
    print("  " * depth + f"{t.get_type()} {t.get_name()!r} line {t.get_lineno()} nested {t.is_nested()} optimized {t.is_optimized()}")
    for name in sorted(t.get_identifiers()):
        s = t.lookup(name)
        says = [q for q in ("referenced", "parameter", "global", "nonlocal", "declared_global", "local", "annotated", "free", "imported", "assigned", "namespace") if getattr(s, "is_" + q)()]
        print("  " * depth + f"  {name}: {' '.join(says)}")
    if t.get_type() == "function":
        print("  " * depth + "  params", t.get_parameters(), "locals", sorted(t.get_locals()), "frees", sorted(t.get_frees()), "globals", sorted(t.get_globals()))
    for child in t.get_children():
        if child.get_type() in ("module", "class", "function"):
            show(child, depth + 1)


top = symtable.symtable(SOURCE, "?", "exec")
show(top, 0)
print(symtable.symtable("x + y", "?", "eval").get_identifiers())
for args in [("def f(x): global x", "file", "exec"), ("x", "f", "nope"), (5, "f", "exec")]:
    try:
        symtable.symtable(*args)
    except (SyntaxError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
