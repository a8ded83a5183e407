print("{} {}".format(1, 2), "{1} {0} {1}".format("a", "b"), "{x} {y!r}".format(x=1, y="s"), "{0[1]} {0[k]}".format({1: "one", "k": "v"}), "{0.real} {0.__class__.__name__}".format(5), "{{}} {{{}}}".format(3))
print("{:>5}|{:<5}|{:^5}|{:*^5}".format(1, "a", "b", "c"), "{:{}}".format(5, ">4"), "{:{w}.{p}f}".format(3.14159, w=8, p=2), "{!s:>4}|{!a}".format(1, "é"))
print("{0[0][1]}".format([[1, 2]]), "{a.b[c]}".format(a=type("A", (), {"b": {"c": 7}})), "{:%Y}".format(__import__("datetime").date(2024, 1, 2)), "{:d}{:s}".format(1, "x"))
class F:
    def __format__(self, spec): return f"<{spec}>"
    def __getitem__(self, k): return f"item:{k!r}"
print("{:abc} {}".format(F(), F()), "{0[5]} {0[x]} {0[-1]}".format(F()), format(F(), "q"), f"{F():{'z'}y}")
for f, a in (("{}", ()), ("{1}", (1,)), ("{x}", ()), ("{", (1,)), ("}", (1,)), ("{0}{}", (1, 2)), ("{}{0}", (1, 2)), ("{!z}", (1,)), ("{0.x}", (1,)), ("{0[1]}", ([1],)), ("{:q}", (1,)), ("{!}", (1,)), ("{a b}", (1,)), ("{0[}", (1,)), ("{:{:{}}}", (1, 2, 3))):
    try:
        print(f.format(*a))
    except Exception as e:
        print(repr(f), type(e).__name__, e)
print("{x}{y}".format_map({"x": 1, "y": 2}))
class D(dict):
    def __missing__(self, k): return f"<{k}>"
print("{a} {b}".format_map(D(a=1)))
for v in (None, [1], (1,), {}, object, b"x"):
    try:
        format(v, "5")
    except TypeError as e:
        print(e)
class G: pass
try:
    format(G(), "x")
except TypeError as e:
    print(e)
for spec in ("5.2", "<6", "*^7", "s", ".1s", "=5", "d", ",", "05", "+"):
    try:
        print(repr(format("abc", spec)))
    except ValueError as e:
        print(e)
