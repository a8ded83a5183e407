import traceback
def show(f):
    try: f()
    except Exception as e: print(traceback.format_exception_only(e)[-1].strip())
def a(): prnt(1)
def b(): value = 1; return valu
def c(): return lenght([1])
def d(): import math; return math.sqr(4)
class K: attribute = 1
def e(): return K.atribute
def f(): return K().attributes_xyz_long
def g(): return [].appendd
def h(): return "a".uper()
def i(): return {}.itms()
def j(): return None.foo
def k(): return zzzzqqq
def l(): return self
class M:
    blech = 1
    def m(self): return blech
def n(): sys.exit(0)
for q in (a, b, c, d, e, f, g, h, i, j, k, M().m, n): show(q)
def kw(first_name=1): pass
show(lambda: kw(frist_name=2)); show(lambda: kw(zzz=1)); show(lambda: print(1, ends=""))
