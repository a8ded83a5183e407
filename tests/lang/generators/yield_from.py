def inner():
    try:
        a = yield 1
        print("inner got", a)
        b = yield 2
        print("inner got", b)
    except ValueError as e:
        print("inner caught", e); yield "recovered"
    finally: print("inner finally")
    return "result"
def outer():
    r = yield from inner()
    print("outer r", r)
    yield from [10, 20]
    x = yield from (i for i in "ab")
    print(x)
    return "done"
o = outer(); print(next(o), o.send("s1"), o.throw(ValueError("v")))
print(list(o))
p = outer(); next(p); p.close(); print("closed")
class It:
    def __iter__(self): return self
    def __next__(self): raise StopIteration("val")
    def send(self, v): print("send", v); return v
    def throw(self, e): print("throw", type(e).__name__ if not isinstance(e, type) else e.__name__); raise StopIteration("thrown")
    def close(self): print("closed it")
def d(): return (yield from It())
try: next(d())
except StopIteration as e: print(e.value)
def deep(n):
    if n: yield from deep(n - 1)
    yield n
print(list(deep(50))[-3:], sum(deep(200)))
def bad(): yield from 5
try: list(bad())
except TypeError as e: print(e)
def flat(x):
    for i in x:
        if isinstance(i, list): yield from flat(i)
        else: yield i
print(list(flat([1, [2, [3, [4]], 5]])))
