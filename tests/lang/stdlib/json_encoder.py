# Encoding of JSON documents: keys, numbers, cycles, what can't be encoded.
import json

def show(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)

class L(list): pass
class I(int):
    def __repr__(self): return "I!"
class F(float):
    def __repr__(self): return "F!"
data = {"a": [1, 2.5, None, True, "é\n\"", {"b": []}], "ü": {}, "n": -1e100, "t": (1, (2,)), "s": L([I(3), F(1.5)])}
for kw in ({}, {"ensure_ascii": False}, {"separators": (",", ":")}, {"sort_keys": True}, {"indent": 1}, {"check_circular": False}):
    show(json.dumps, data, **kw)
show(json.dumps, {1: 2, 2.5: 3, None: 4, True: 5, False: 6, "x": 7, I(9): 8})
show(json.dumps, {(1,): 2})
show(json.dumps, {(1,): 2, "a": 1}, skipkeys=True)
show(json.dumps, {1: 1, "a": 2}, sort_keys=True)
show(json.dumps, [float("nan"), float("inf"), float("-inf")])
show(json.dumps, [float("nan")], allow_nan=False)
show(json.dumps, [1, {"k": [object()]}])
show(json.dumps, [{1, 2}], default=sorted)
show(json.dumps, [{1, 2}], default=lambda o: o)
loop = [1]
loop.append({"x": loop})
show(json.dumps, loop)
deep = []
for i in range(100000):
    deep = [deep]
show(json.dumps, 10**30)
print(json.dumps("x"), json.dumps(None), json.dumps(1.0), json.dumps([]))
