a = b = [1]; a += [2]; print(a is b, b)
x, y = 1, 2; x, y = y, x; print(x, y)
(a, b), [c, *d] = (1, 2), [3, 4, 5]; print(a, b, c, d)
t = 1,; print(t, type(()).__name__)
class O:
    def __setattr__(s, n, v): print("set", n, v); s.__dict__[n] = v
    def __setitem__(s, k, v): print("item", k, v)
    def __getitem__(s, k): print("get", k); return 10
    def __delitem__(s, k): print("del", k)
o = O(); o.a = o.b = 5; o["k"] = 1; o[1:2, ...] = 3; o["c"] += 5; o.a += 1; del o["z"], o.b; print(vars(o))
i = 0
def idx(): global i; i += 1; print("idx", i); return 0
l = [5]; l[idx()] += 1; l[idx()], l[idx()] = 1, 2; print(l)
for s in ("x = 5", "x += 1", "x -= 2", "x *= 3", "x //= 2", "x /= 4", "x **= 2", "x = 7; x %= 4", "x <<= 3", "x >>= 1", "x &= 6", "x |= 9", "x ^= 5"):
    exec(s); print(s, x)
try: undefined_v += 1
except NameError as e: print(e)
def f():
    try: z += 1
    except UnboundLocalError as e: print(e)
    z: int = 3
    w: str
    return z
print(f()); n: int = 5; print(n)
if (m := 10) > 5: print(m)
print([y := 1, y + 1], (p := 3) + p, m)
del a, (b, [c]); 
try: c
except NameError as e: print(e)
v = v2 = {}; v["k"], v2 = 1, v; print(v, v2)
q = [1, 2, 3]; q[0], q[1:] = q[1], q[:1]; print(q)
a, = [9]; [b] = "z"; print(a, b); *a, = range(2); print(a)
