x = 5
def f(a):
    b = a + 1
    l = locals()
    c = 3
    return l, "c" in l, sorted(locals())
print(f(1)); globals()["dyn"] = 7; print(dyn, "x" in globals(), globals() is globals(), locals() is globals())
def g():
    def inner(): return b, sorted(locals())
    b = 2
    return inner()
print(g())
class C:
    k = 1
    print(sorted(n for n in locals() if not n.startswith("__")))
    locals()["injected"] = 9
print(C.injected, [locals().get("i") for i in range(2)], (lambda q: sorted(locals()))(1))
def h():
    import sys
    fr = sys._getframe(); v = 1; return fr.f_locals["v"], fr.f_code.co_name, fr.f_globals is globals(), fr.f_back.f_code.co_name, fr.f_lineno
print(h())
def w():
    import sys; v = 1; sys._getframe().f_locals["v"] = 50; return v
print(w())
print(__name__, __doc__, __builtins__.__name__, isinstance(__file__, str))
