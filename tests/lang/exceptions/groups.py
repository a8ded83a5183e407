def tree(e, ind=0):
    if isinstance(e, BaseExceptionGroup):
        print(" " * ind + f"{type(e).__name__} {e.message}")
        for x in e.exceptions: tree(x, ind + 2)
    else: print(" " * ind + repr(e))
g = ExceptionGroup("top", [ValueError(1), TypeError("t"), ExceptionGroup("sub", [ValueError(2), KeyError("k")])])
print(g, repr(g), len(g.exceptions))
tree(g.subgroup(ValueError)); m, r = g.split((TypeError, KeyError)); tree(m); tree(r); print(g.subgroup(OSError), g.split(OSError)[0])
tree(g.subgroup(lambda e: isinstance(e, KeyError)))
tree(g.derive([OSError()]))
try:
    try: raise g
    except* ValueError as e: print("V"); tree(e)
    except* TypeError as e: print("T"); tree(e)
except ExceptionGroup as rest: print("rest"); tree(rest)
try: raise ValueError("naked")
except* ValueError as e: tree(e)
try:
    try: raise ExceptionGroup("a", [ValueError(1), OSError(2)])
    except* ValueError: raise KeyError("new")
    except* OSError as e: raise
except BaseExceptionGroup as e: tree(e)
try: pass
except* ValueError: print("no")
else: print("else")
finally: print("finally")
def f():
    out = []
    for i in range(3):
        try:
            if i: raise ExceptionGroup("g", [ValueError(i)])
        except* ValueError as e: out.append(e.exceptions[0].args)
        else: out.append("else")
    return out
print(f())
for bad in ("ExceptionGroup('x', [])", "ExceptionGroup('x', 5)", "ExceptionGroup('x', [5])", "ExceptionGroup(5, [ValueError()])", "ExceptionGroup('x', [KeyboardInterrupt()])", "ExceptionGroup()"):
    try: eval(bad)
    except (TypeError, ValueError) as e: print(e)
print(type(BaseExceptionGroup("x", [ValueError()])).__name__, type(BaseExceptionGroup("x", [KeyboardInterrupt()])).__name__)
try:
    try: raise ExceptionGroup("q", [ValueError()])
    except* ExceptionGroup: pass
except TypeError as e: print(e)
class MyG(ExceptionGroup):
    def derive(self, x): return MyG(self.message, x)
try: raise MyG("mine", [ValueError(), TypeError()])
except* ValueError as e: print(type(e).__name__)
except* TypeError as e: print(type(e).__name__)
