for i in range(5):
    if i == 3: break
else: print("never")
for i in []: pass
else: print("empty else", "i" in dir())
n = 3
while n: n -= 1
else: print("while else", n)
for i, (a, *b) in enumerate([(1, 2, 3), "xy"]): print(i, a, b)
for x in (1, 2, 3): 
    for y in "ab":
        if y == "b": continue
        if x == 2: break
        print(x, y)
    else: print("inner else", x)
d = {}
for d["k"] in range(3): pass
l = [0, 0]
for l[1] in "pq": pass
class A: pass
a = A()
for a.attr in [5, 6]: pass
print(d, l, a.attr)
for x in iter(lambda it=iter([1, 2, 0]): next(it), 0): print(x, end=" ")
print(x)
while True:
    try: break
    finally: print("fin")
k = 0
while k < 10:
    k += 1
    if k % 2: continue
    if k > 6: break
print(k)
for i in range(3):
    i = 10
print(i)
for i in range(2): pass; print("same", i)
for _ in "ab": 
    def f(q=_): return q
print(f())
r = range(3)
for v in r: r = range(10)
print(v, len(r)); del v
try: v
except NameError: print("gone")
for bad in (5, None, object()):
    try:
        for _ in bad: pass
    except TypeError as e: print(str(e)[:30])
