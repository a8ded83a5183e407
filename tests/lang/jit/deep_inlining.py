def a(x): return x + 1
def b(x): return a(x) * 2
def c(x, *, k=3): return b(x) - k
def d(*xs): return c(xs[0]) + sum(xs)
def e(**kw): return d(kw["x"], kw.get("y", 4))
def g(x): return e(x=x) if x % 3 else e(x=x, y=x)
def h(x): return [g(x), g(x + 1)]

def run(n):
    t = 0
    for i in range(n):
        p, q = h(i)
        t += p - q * 2
    return t

print(run(4000))

def boom(x, at):
    if x == at:
        raise KeyError(x)
    return x

def l1(x, at): return boom(x, at) + 1
def l2(x, at): return l1(x, at) + 1
def l3(x, at):
    try:
        return l2(x, at) + 1
    except IndexError:
        return -1
    finally:
        global fin
        fin += 1

fin = 0

def outer(n, at):
    t = 0
    for i in range(n):
        try:
            t += l3(i, at)
        except KeyError as err:
            tb = err.__traceback__
            names = []
            while tb:
                names.append(tb.tb_frame.f_code.co_name)
                tb = tb.tb_next
            print(names, err.args)
            t += 10**6
    return t

print(outer(8000, 6000), fin)

def rec(n):
    return 1 if n == 0 else rec(n - 1) + n

print(sum(rec(i % 20) for i in range(3000)))
