d = {"a": 1, "b": 2}
d["c"] = 3; d["a"] = 10; del d["b"]; d["b"] = 20
print(d, len(d), list(d), d.get("z"), d.get("z", 5), d["a"], "a" in d, 5 not in d, d.pop("a"), d.pop("q", None), d.setdefault("n", []), d.setdefault("c", 9), d)
print(d.popitem(), d, d.copy(), dict(d) == d, dict([(1, 2), "ab"]), dict(x=1, **{"y": 2}), dict.fromkeys("ab"), dict.fromkeys([1], 0), {**d, "c": 0}, {1: "i", 1.0: "f", True: "b"})
d.update({"u": 1}); d.update([("v", 2)]); d.update(w=3); print(d | {"c": 9}, d); d |= [("z", 1)]; print(d)
for e in ("{}['k']", "{}.popitem()", "{}.pop('a')", "{[]: 1}", "{}[[]]", "dict(5)", "dict(['abc'])", "{} + {}", "{} < {}", "{}.update(5)", "dict([(1, 2, 3)])", "{}.get()", "{} | 5", "{1: 2}.foo", "{}.pop()", "dict(1, 2)", "{[1]}", "[] in {}", "hash({})", "{}.fromkeys(5)", "{**5}", "dict(**{1: 2})"):
    try:
        print(eval(e))
    except Exception as x:
        msg = str(x)
        if "unhashable" in msg: msg = "unhashable..." 
        print(e, type(x).__name__, msg)
print({1: {2: {}}}, {"a": [1]} == {"a": [1]}, {1: 2, 3: 4} == {3: 4, 1: 2}, {} == {0: 0}, {1: 2} != {1: 3}, bool({}), str({"k": "v"}))
r = {}; r["self"] = r; print(r)
d.clear(); print(d, {k: v for k, v in zip("abc", range(3))}, {x % 3: x for x in range(10)})
