def f(n):
    t = 0
    for i in range(n):
        x = [i]
        y = x
        del x
        t += y[0]
        if i % 100 == 0:
            try: x
            except UnboundLocalError: t += 1000
        d = {"a": i, "b": 1}
        del d["a"]
        t += len(d)
    return t
print(f(6000))
class O: pass
def g(n):
    o, t = O(), 0
    for i in range(n):
        o.x = i
        t += o.x
        del o.x
        if hasattr(o, "x"): t += 10**9
    return t
print(g(5000))
