import json
d = {"a": [1, 2.5, None, True], "b": {"é": "q\"\n\u2028"}, "c": "😀", 1: 2, None: 3, True: 4}
print(json.dumps(d), json.dumps(d, ensure_ascii=False), json.dumps({"b": 1, "a": [1, {}]}, indent=2, sort_keys=True), json.dumps([1, 2], separators=(",", ":")), json.dumps(float("inf")), json.dumps((1, "t")))
print(json.loads('{"x": [1, -2.5e3, "\\u00e9\\ud83d\\ude00", null, true, false], "y": {}}'), json.loads("NaN"), json.loads(" 12 "), json.loads(b'"b"'), json.loads("[1.0, 10000000000000000000000]"), json.loads('{"a":1,"a":2}', object_pairs_hook=list), json.loads("1.5", parse_float=str))
for s in ("", "{", "[1,]", "{'a': 1}", '{"a" 1}', "[1 2]", '"\\x"', '"abc', "nul", "1 2", '{"a": }', "[1", "-"):
    try: print(json.loads(s))
    except json.JSONDecodeError as e: print(repr(s), e)
for o in (object, {1j: 1}, {(1,): 2}, [set()]):
    try: json.dumps(o)
    except TypeError as e: print(str(e).split(" object")[0])
r = []; r.append(r)
try: json.dumps(r)
except ValueError as e: print(e)
class E(json.JSONEncoder):
    def default(self, o): return sorted(o) if isinstance(o, set) else super().default(o)
print(json.dumps({"s": {2, 1}}, cls=E), json.dumps(1j, default=str), json.loads('{"a": {"b": 1}}', object_hook=lambda d: tuple(d.items())), json.dumps({"skip": 1, (1, 2): 3}, skipkeys=True))
import io; f = io.StringIO(); json.dump([1], f); f.seek(0); print(json.load(f)); print(json.dumps("\x00\x1f\x7f/<>&"))
