class S:
    __slots__ = ("a", "_b")
    def __init__(self):
        self.a = 0
        self._b = 0
    @property
    def b(self):
        return self._b
    @b.setter
    def b(self, v):
        if v > 4000:
            raise ValueError(v)
        self._b = v
    @staticmethod
    def st(x): return x + 1
    @classmethod
    def cl(cls, x): return x + len(cls.__name__)

def f(n):
    s = S()
    try:
        for i in range(n):
            s.a += s.st(i) - s.cl(i)
            s.b = s.b + 1
    except ValueError as e:
        return s.a, s.b, e.args
print(f(9000))

def g(n):
    s = S()
    c = 0
    for i in range(n):
        try:
            if i == 2000:
                del s.a
            s.a += 1
        except AttributeError as e:
            c += 1
            s.a = 100
            msg = str(e)
    return s.a, c, msg
print(g(5000))

class L:
    calls = 0
    def __get__(self, o, t):
        L.calls += 1
        return L.calls
class H:
    v = L()

def h(n):
    o = H()
    t = 0
    for i in range(n):
        t += o.v
        if i == 1500:
            o.__dict__["v"] = -1
    return t, L.calls
print(h(3000))

class G:
    def __getattr__(self, n):
        return len(n)
    def __setattr__(self, n, v):
        super().__setattr__(n, v * 2)

def k(n):
    o = G()
    t = 0
    for i in range(n):
        t += o.missing
        if i == 1000:
            o.missing = 3
    return t
print(k(2000))
