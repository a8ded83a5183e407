import traceback, sys
def f(): return 1 / 0
def g(): f()
try: g()
except ZeroDivisionError as e:
    tb = e.__traceback__; print([(fs.name, fs.lineno, fs.line) for fs in traceback.extract_tb(tb)])
    print(traceback.format_exception_only(e), tb.tb_lineno, tb.tb_next.tb_frame.f_code.co_name, sys.exc_info()[1] is e)
    print("".join(traceback.format_exception(e)).replace(__file__, "F"))
    print(traceback.format_exc(limit=1).splitlines()[0])
print(sys.exc_info(), sys.exception())
def h():
    try: raise KeyError("a")
    except KeyError as e: raise ValueError("b") from e
try: h()
except ValueError as e: print("".join(traceback.format_exception(e)).replace(__file__, "F"))
def rec(n):
    if n: rec(n - 1)
    else: raise RuntimeError("deep")
try: rec(20)
except RuntimeError as e: print("".join(traceback.format_exception(e)).replace(__file__, "F"))
te = traceback.TracebackException.from_exception(ValueError("x")); print(te.exc_type_str if hasattr(te, "exc_type_str") else te.exc_type.__name__, "".join(te.format()))
e = ValueError("with note"); e.add_note("the note\nline 2"); print("".join(traceback.format_exception(e)))
print("".join(traceback.format_exception(ExceptionGroup("eg", [ValueError(1), ExceptionGroup("in", [KeyError(2)])]))))
print(traceback.format_list(traceback.extract_stack())[-1].replace(__file__, "F"))
