for s in ("hello", "h\u00e9llo", "h\u20acllo", "h\U0001F600llo"):
    print(s[0], s[1], s[-1], s[1:3], s[::-1], s[::2], s[-3:], s[10:], s[:-10], s[4:1:-1], s[None:None], len(s), s[1:1] == "", list(s))
    for i in (5, -6, "a", 1.0, None):
        try:
            s[i]
        except Exception as e:
            print(type(e).__name__, e)
class I:
    def __index__(self): return 1
print("abc"[I()], "abc"[I():], "abc"[True], "abcdef"[slice(1, 5, 2)], "abc"[-2**70:2**70])
try:
    "abc"[::0]
except ValueError as e:
    print(e)
try:
    "abc"[0] = "x"
except TypeError as e:
    print(e)
try:
    del "abc"[0]
except TypeError as e:
    print(e)
print("ab" * 3, 2 * "x", "a" * 0, "a" * -1, "ab" + "cd", "a" "b", "ab" < "b", "Z" < "a", "" < "a", "a" == b"a", "é" > "z", max("hello"), min("hello"), sorted("hello"))
for e in ("'a' + 1", "'a' * 'b'", "'a' * 1.0", "'a' < 1", "'a' + b'b'", "'a' - 'b'"):
    try:
        eval(e)
    except TypeError as x:
        print(x)
