# Objects die at once when the last reference goes; prints come in CPython's order.
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
a = D("a"); a = None; print("after a")
b = D("b1"); b = D("b2"); print("rebound"); del b; print("deleted")
def f():
    x = D("x"); y = D("y"); print("in f")
    return 5
print(f())
D("temp"); print("after temp")
D("expr").n; [D("l1"), D("l2")]; print("lists gone")
def g(d): print("g has", d.n)
g(D("arg")); print("after g")
for i in range(2): v = D(i)
print("loop done"); del v
l = [D("in list")]; l.append(l[0]); l.pop(); print("still"); l.clear(); print("cleared")
d = {"k": D("dict")}; d["k"] = 1; print("replaced"); t = (D("tuple"),); del t
def ex():
    q = D("exc")
    raise ValueError
try: ex()
except ValueError as e: print("caught")
print("after except")
class H:
    def __init__(self): self.d = D("attr")
h = H(); h.d = None; print("attr gone"); h = H(); del h; print("holder gone")
def gen():
    z = D("gen")
    try: yield 1
    finally: print("gen finally")
k = gen(); next(k); del k; print("gen dropped")
print([D("c").n for _ in range(2)])
o = D("res")
class Res:
    def __del__(self): global saved; saved = self; print("resurrect")
r = Res(); del r; print(type(saved).__name__); del saved; print("end of res")
x, y = D("s1"), D("s2"); x, y = y, x; print("swapped"); del x; del y
def chain(): return D("ch")
chain().n and print("and"); w = chain() and 5; print("or")
def closure():
    c = D("cell")
    return lambda: c
fn = closure(); print("have closure"); del fn
with_ = D("last"); 
import sys
class Q:
    def __del__(self): print("q")
s = {Q()}; s.pop(); print("popped"); s = None
def deep():
    a = D("first"); b = D("second"); del a; a = D("third"); return
deep()
print("exit")
