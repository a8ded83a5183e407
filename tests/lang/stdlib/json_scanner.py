# Scanning of JSON: values, hooks, errors; text of strings.
import json, _json

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, e)

for s in ['{"a": [1, -2.5e3, true, null], "b": {"a": "x\\u00e9\\n"}}', " [ ] ", "{ }", '"\\ud83d\\ude00"', "123456789012345678901234567890", "-0", "1E400",
          "[NaN, -Infinity]", "", "{", "[1,]", "[1", '{"a":1,}', '{"a":}', '{"a" 1}', '{1:2}', '{"a":1 "b"}', '"\\x"', '"\\u12"', '"a', '"\n"', "nul", "[1 2]", "1 2", "-", "01", "[\x0b1]"]:
    show(json.loads, s)
show(json.loads, '{"a": 1, "b": {"c": 2}}', object_hook=lambda d: sorted(d.items()))
show(json.loads, '{"a": 1, "a": 2}', object_pairs_hook=tuple)
show(json.loads, "[1, 2.50]", parse_int=str, parse_float=str)
show(json.loads, "[NaN]", parse_constant=lambda c: "<" + c + ">")
show(json.loads, '"\n"', strict=False)
show(json.loads, "[" * 100000)
show(json.loads, 5)
keys = json.loads('[{"kk": 1}, {"kk": 2}]')
print(next(iter(keys[0])) is next(iter(keys[1])))
show(_json.scanstring, 'ab"c', 0)
show(_json.scanstring, 'abc', 9)
show(_json.scanstring, 5, 0)
show(_json.encode_basestring, 'a"\\\n\x01é€😀')
show(_json.encode_basestring_ascii, 'a"\\\n\x01é€😀\ud800')
show(_json.encode_basestring, 3)
s = _json.make_scanner(json.JSONDecoder())
show(s, "[1] x", 0)
show(s, "x", 0)
show(s, "1", -1)
print(s.strict, s.object_hook)
