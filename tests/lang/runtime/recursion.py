import sys
def f(n): return 1 + f(n + 1)
try: f(0)
except RecursionError as e: print(type(e).__name__, str(e).startswith("maximum recursion depth exceeded"))
def depth(n=0):
    try: return depth(n + 1)
    except RecursionError: return n
d = depth(); print(900 < d < 1001)
sys.setrecursionlimit(300); d = depth(); print(200 < d < 301); sys.setrecursionlimit(1000)
for bad in (0, -1, "a"):
    try: sys.setrecursionlimit(bad)
    except Exception as e: print(type(e).__name__, e)
class A:
    def __repr__(self): return f"{self!r}"
    def __eq__(self, o): return self == o
    def __hash__(self): return hash(self)
    def __getattr__(self, n): return getattr(self, n)
    def __call__(self): return self()
    def __len__(self): return len(self)
    def __iter__(self): return iter(self)
a = A()
for e in ("repr(a)", "a == a.__class__()", "hash(a)", "a.x", "a()", "len(a)", "list(a)", "str(a)", "[a].index(5) if 0 else bool(a)"):
    try: eval(e); print(e, "no error")
    except RecursionError: print(e, "RecursionError")
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
print(even(400))
sys.setrecursionlimit(20000)
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print(deep(15000)); sys.setrecursionlimit(1000)
after = 0
for _ in range(20):
    try: f(0)
    except RecursionError: after += 1
print(after)
l = []; 
for _ in range(500): l = [l]
print(len(repr(l)), l == l[:])
def gen(n):
    if n: yield from gen(n - 1)
    yield n
print(sum(gen(300)))
try:
    try: f(0)
    finally: print("finally runs")
except RecursionError: print("done")
