class Thing:
    colour = 1
    def method(self): pass
def f():
    some_name = 1
    return some_nam
for fn in (lambda: Thing().color, lambda: Thing().methd, f, lambda: pint(1), lambda: [].apend):
    import traceback
    try: fn()
    except Exception as e: print(traceback.format_exception_only(e)[-1].strip())
import math
math.sine
