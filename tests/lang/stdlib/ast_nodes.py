# Node classes: fields, defaults, wrong calls.
import _ast

def show(f, *args, **kw):
    try:
        print(type(f(*args, **kw)).__name__)
    except Exception as e:
        print(type(e).__name__, e)

n = _ast.Call(_ast.Name("f"), lineno=3)
print(n.args, n.keywords, type(n.func.ctx).__name__, n.lineno, n.end_lineno)
print(_ast.Tuple._fields, _ast.stmt._attributes, _ast.Module._attributes)
print(_ast.Tuple.__match_args__, _ast.Tuple.__doc__, _ast.Tuple.__module__)
print(_ast.boolop.__doc__)
print(_ast.mod.__doc__)
print(_ast.Slice().lower, _ast.Slice.step, hasattr(_ast.Name, "id"))
show(_ast.Name, "a", None, 3)
show(_ast.Name, "a", id="b")
show(_ast.Pass, 1)
match _ast.Constant(5, kind="u"):
    case _ast.Constant(v, kind=k):
        print(v, k)
print(_ast.Raise._field_types, _ast.Call._field_types["args"], _ast.Name._field_types["ctx"])
cls, args, state = _ast.Name("q", lineno=7).__reduce__()
print(cls.__name__, args[0], type(args[1]).__name__, state)

class Mine(_ast.Expr):
    _fields = ("value", "extra")
    _field_types = {"value": _ast.expr, "extra": int | None}
    extra = None

m = Mine(1)
print(m.value, m.extra, isinstance(m, _ast.stmt))
m.anything = 5
print(m.__dict__)
