class E(Exception):
    pass

def f(n):
    a = b = c = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise E(i)
            if i % 5 == 0:
                [][1]
            a += 1
        except E as e:
            b += e.args[0]
        except (IndexError, KeyError):
            c += 1
        finally:
            a += 2
    return a, b, c

print(f(9000))

def nested(n):
    t = 0
    for i in range(n):
        try:
            try:
                int("x" if i % 4 == 0 else "7")
            except ValueError:
                t += 1
                if i % 8 == 0:
                    raise KeyError(i)
            else:
                t += 10
        except KeyError as e:
            t += isinstance(e.__context__, ValueError)
    return t

print(nested(6000))

def loop_flow(n):
    out = 0
    for i in range(n):
        try:
            if i % 4 == 1:
                continue
            if i == n - 2:
                break
            out += 1
        finally:
            out += 100
    return out

print(loop_flow(7000))

class CM:
    n = 0
    def __enter__(self):
        CM.n += 1
        return self
    def __exit__(self, t, v, tb):
        CM.n += 2
        return t is E

def withs(n):
    k = 0
    for i in range(n):
        with CM():
            if i % 10 == 0:
                raise E
            k += 1
    return k, CM.n

print(withs(6000))
