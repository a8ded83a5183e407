class CM:
    def __init__(self, n, sup=False): self.n, self.sup = n, sup
    def __enter__(self): print("enter", self.n); return self
    def __exit__(self, t, v, tb): print("exit", self.n, t and t.__name__, v, tb is not None); return self.sup
with CM("a") as a, CM("b"): print(a.n)
with (CM("p") as p, CM("q") as q,): print(p.n + q.n)
with CM("s", True): raise ValueError("swallowed")
try:
    with CM("o"), CM("i", True): raise KeyError("k")
    print("continued")
except KeyError: print("not here")
def f():
    with CM("ret"): return "value"
print(f())
for i in range(3):
    with CM(i):
        if i == 0: continue
        if i == 1: break
class NoExit:
    def __enter__(self): pass
class FailEnter:
    def __enter__(self): raise RuntimeError("enter")
    def __exit__(self, *a): print("never")
try:
    with CM("first"), FailEnter(): pass
except RuntimeError as e: print(e)
from contextlib import contextmanager, suppress, closing, ExitStack, nullcontext, redirect_stdout, contextmanager as cmg
@contextmanager
def cm(x):
    print("setup", x)
    try: yield x * 2
    except ValueError as e: print("cm caught", e)
    finally: print("teardown")
with cm(4) as v: print(v); raise ValueError("inside")
with suppress(KeyError): {}["x"]
print("after")
with ExitStack() as st:
    st.enter_context(CM("st1")); st.callback(print, "callback"); st.push(lambda *a: print("pushed", a[0]) or True)
    raise OSError
import io
with redirect_stdout(io.StringIO()) as buf: print("captured")
print(repr(buf.getvalue()))
with nullcontext(5) as n: print(n)
class T: 
    __enter__ = lambda s: s
    __exit__ = staticmethod(lambda *a: print(len(a)))
with T() as (T.attr): pass
l = [0]
with CM("t") as l[0]: pass
print(l[0].n)
@contextmanager
def twice(): yield 1; yield 2
try:
    with twice(): pass
except RuntimeError as e: print(e)
