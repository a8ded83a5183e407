e = ValueError("has notes")
e.add_note("first note")
e.add_note("second\nnote")
def f(): raise e
try:
    f()
except ValueError as x:
    raise ExceptionGroup("several", [x, KeyError("k"), ExceptionGroup("nested", [OSError(2, "No such file")])])
