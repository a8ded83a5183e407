# Equality, hashing and dict use of strings of different widths.
a = "abc"
b = "".join(["a", "b", "c"])
print(a == b, hash(a) == hash(b), {a: 1}[b], b in {a})
w1 = "xé€"[:1]
print(w1 == "x", hash(w1) == hash("x"), {w1: 1} == {"x": 1}, "é😀"[0] == "\xe9", hash("é😀"[0]) == hash("\xe9"))
import sys
print(sys.intern(b) is sys.intern(a), sys.intern("q" * 10) == "q" * 10)
try:
    sys.intern(5)
except TypeError as e:
    print(e)
class S(str):
    def __eq__(self, o): return True
    def __hash__(self): return 1
s = S("k")
print(s == 5, s in ["z"], type(s + "a").__name__, type(s[:]).__name__, type(str(s)).__name__, s.upper(), f"{s}")
class T(str):
    def __new__(cls, v, extra): 
        o = super().__new__(cls, v)
        o.extra = extra
        return o
    def __str__(self): return "T!"
t = T("val", 3)
print(t.extra, t == "val", str(t), f"{t}", "%s" % t, repr(t), t + "x", len(t), {"val": 1}[t], "".join([t, "b"]))
