def t(n): print("t", n, end=" "); return True
def f(n): print("f", n, end=" "); return False
print(t(1) and f(2) and t(3)); print(f(1) or t(2) or t(3)); print(t(1) and (f(2) or t(3)) and not f(4)); print(f(1) and t(2) or t(3)); print((t(1) or f(2)) if f(3) else t(4))
def v(x): print("v", x, end=" "); return x
print(v(1) < v(2) < v(3)); print(v(3) < v(2) < v(1)); print(v(1) == v(1) != v(2)); print(v(1) in [v(1), v(2)]); print(v(1) + v(2) * v(3) - v(4)); print([v(1), v(2)][v(0)]); print({v("a"): v(1)}); print((v(print))(v("arg"), end=v("!\n")))
x = [] or None or 0 or "" or "last"; print(x, [] and 1, 0 or [], None and x)
print("y" if t(0) and not f(1) else "n"); print(v(10) if v(0) else v(20))
assert t("assert")
while f("while"): pass
print([i for i in range(3) if t(i) if i]); print(any(t(i) for i in range(3))); print(all(f(i) for i in range(3)))
lambda: v("never")
d = {}; d[v("key")] = v("value"); print(d)
print(v(2) ** v(3), -v(1), not v(0), f"{v('b')}{v('c')}")
