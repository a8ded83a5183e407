x = 1
def unb():
    try: print(x)
    except UnboundLocalError as e: print(e)
    x = 2
unb()
def d():
    y = 1
    del y
    try: y
    except UnboundLocalError as e: print(e)
    try: del y
    except UnboundLocalError as e: print(e)
d()
def g():
    global newg
    newg = 5
g(); print(newg)
def dg():
    global newg
    del newg
dg()
try: newg
except NameError as e: print(e)
try: dg()
except NameError as e: print(e)
try:
    del nothing
except NameError as e: print(e)
try: 1 / 0
except ZeroDivisionError as err: pass
try: err
except NameError as e: print(e)
print([x for x in range(3)], x, {x: x for x in "ab"}, x, list(x for x in [9]), x)
def f():
    a = 1
    exec("a = 2; b = 3")
    l = locals(); l["a"] = 50
    return a, "b" in locals(), sorted(locals())
print(f())
class C:
    a = [1, 2]
    b = [i for i in a]
    try: c = [i + len(a) for i in a]
    except NameError as e: c = str(e)
    def m(self): return sorted(k for k in vars(C) if not k.startswith("_"))
print(C.b, C.c, C().m())
def walrus():
    r = [y := i, y ** 2] if (i := 3) else 0
    tot = 0
    s = [tot := tot + v for v in range(5)]
    while (q := len(s)) > 3: s.pop()
    return r, y, tot, q, any((w := n) > 3 for n in range(9)), w
print(walrus())
def nested():
    global x
    x = "changed"
    def inner(): return x
    x = "again"
    return inner()
print(nested(), x)
if False: never = 1
try: never
except NameError as e: print(e)
def lp():
    for k in []: pass
    try: return k
    except UnboundLocalError as e: return str(e)
print(lp())
import builtins
print(builtins.len is len, __name__, "x" in globals())
len = lambda q: "shadowed"; print(len([])); del len; print(len([]))
