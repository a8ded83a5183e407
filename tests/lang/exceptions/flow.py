def f(kind):
    out = []
    for i in range(3):
        try:
            out.append(f"t{i}")
            if kind == "raise" and i == 1: raise ValueError
            if kind == "return" and i == 1: return out
            if kind == "break" and i == 1: break
            if kind == "continue" and i == 1: continue
            out.append("b")
        except ValueError: out.append("x")
        else: out.append("e")
        finally: out.append("f")
    else: out.append("loop-else")
    return out
for k in ("none", "raise", "return", "break", "continue"): print(k, f(k))
def nested():
    try:
        try: 1 / 0
        except KeyError: print("no")
        finally: print("inner finally")
    except ZeroDivisionError as e: print("outer", e)
    else: print("no else")
    finally: print("outer finally")
nested()
def reraise():
    try:
        try: raise KeyError("a")
        except KeyError: raise
    except KeyError as e: return e.args
print(reraise())
def val():
    x = 1
    try: return x
    finally: x = 2
print(val())
def gen():
    try: yield 1
    finally: print("gen fin")
for v in gen(): break
try: raise
except RuntimeError as e: print(e)
for exc in (ValueError, ValueError("inst"), ValueError(1, 2), KeyError("k"), Exception()):
    try: raise exc
    except (ValueError, KeyError) as e: print(type(e).__name__, e.args, str(e), repr(e))
    except Exception as e: print("generic", e.args)
def dyn():
    try: raise ValueError
    except (lambda: (TypeError, ValueError))(): return "dynamic"
print(dyn())
try:
    try: raise ValueError
    except 5: pass
except TypeError as e: print(e)
try:
    try: raise ValueError
    except (ValueError, "x"): print("matched first")
except TypeError as e: print(e)
while True:
    try: break
    finally: print("loop finally")
def deep(n):
    try: return deep(n - 1) if n else 1 / 0
    finally: cnt.append(n)
cnt = []
try: deep(5)
except ZeroDivisionError: print(cnt)
