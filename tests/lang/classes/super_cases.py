class A:
    def f(self): return "A.f"
    @classmethod
    def c(cls): return "A.c", cls.__name__
    @staticmethod
    def s(): return "A.s"
    @property
    def p(self): return "A.p"
    def __getitem__(self, k): return "A[%s]" % k
    x = 1
class B(A):
    def f(self): return "B." + super().f()
    @classmethod
    def c(cls): return super().c()
    @staticmethod
    def s(): return "B.s " + super(B, B).s()
    @property
    def p(self): return "B." + super().p
    def g(self): return [super(B, self).f() for _ in range(1)], (lambda: super(B, self).f())()
    def __getitem__(self, k): return super().__getitem__(k)
    def sx(self): return super().x
b = B()
print(b.f(), b.c(), B.c(), b.s(), b.p, b.g(), b["k"], b.sx(), super(B, b).f(), super(B, B).f(b))
print(repr(super(B, b)).split(" object")[0][:20], super(B, b).__thisclass__.__name__, super(B, b).__self__ is b, super(B, b).__self_class__.__name__)
def bad(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
bad(lambda: super())
bad(lambda: super(B, 5))
bad(lambda: super(5))
bad(lambda: super(B, b).nope)
bad(lambda: super().f)
class C(A):
    def no_arg(): return super()
    def deleted(self):
        del self
        return super()
    def setx(self): super().y = 5
    def rebind(self):
        self2, self = self, B()
        return super().f()
bad(C.no_arg); bad(C().deleted); bad(C().setx); bad(C().rebind)
class D(A):
    def f(self, *a): return super().f() + str(a)
    def h(self): return super().f
print(D().f(1), D().h()(), D().h().__func__ is A.f)
class Init:
    def __init__(self, **k): self.k = k
class Mid(Init):
    def __init__(self, a, **k): super().__init__(**k); self.a = a
class Leaf(Mid):
    def __init__(self, b, **k): super().__init__(**k); self.b = b
print(vars(Leaf(b=1, a=2, z=3)))
