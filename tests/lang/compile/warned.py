# Syntax warnings, and warnings as errors.
import warnings

SOURCES = ["x is 1", "() is x", "'a' is not x", "assert (x, 'm')", "1()", "[1](2)", "x = [(1, 2) (3, 4)]", "None.x[0]", "'a'['b']", "[1][1, 2]", "{1}[0]", "f'a'()", "1or 2", "0x1for x in y", "x is True", "'ok\\n'"]
for source in SOURCES:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(source, "file.py", "exec")
        except SyntaxError as e:
            print(source, "-", e.msg)
    for w in caught:
        print(source, "->", w.category.__name__, w.message, w.filename, w.lineno)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    for source in ["\n\nx is 1", "y; assert (x, 'm')"]:
        try:
            compile(source, "file.py", "exec")
        except SyntaxError as e:
            print(e.msg, e.lineno, e.filename, e.text)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    exec("print(1 is 1)")
