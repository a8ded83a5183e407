# Syntax warnings whose text is 3.14's.
import warnings

SOURCES = [r"'\d'", r"b'\q'", r"'\400'", r"f'\w{1}'", r"r'\d'", "'''\n\\z'''", "try:\n    pass\nfinally:\n    while 1: break\n", "def f():\n    try: pass\n    finally: return 1", "while 1:\n    try: pass\n    finally:\n        continue"]
for source in SOURCES:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(source, "file.py", "exec")
    for w in caught:
        print(ascii(source), "->", w.category.__name__, w.message, w.lineno)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    for source in [r"x = '\d'", "'''\n\\z'''"]:
        try:
            compile(source, "file.py", "exec")
        except SyntaxError as e:
            print(e.msg, e.lineno, e.offset, e.filename)
