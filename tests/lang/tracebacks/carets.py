class A:
    b = None
def f(d):
    return (d["a"]["b"] +
            d["c"].x.y(1, 2))
try:
    f({"a": {"b": 1}, "c": A})
except AttributeError:
    pass
a = A()
value = a.b.c + len([1, 2]) * (3 - 4)
