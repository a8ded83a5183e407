# throw() and close(): contexts, what fails on the way, reuse.
import contextlib

@contextlib.contextmanager
def raising(exc):
    try:
        yield
    finally:
        raise exc

one, two, three = Exception(1), Exception(2), Exception(3)
try:
    with contextlib.ExitStack() as stack:
        stack.enter_context(raising(three))
        stack.enter_context(raising(two))
        raise one
except Exception as e:
    print(e is three, e.__context__ is two, e.__context__.__context__ is one, one.__context__)

def handling():
    try:
        1 / 0
    except ZeroDivisionError:
        yield
g = handling()
next(g)
try:
    g.throw(KeyError("x"))
except KeyError as e:
    print(repr(e.__context__))

class Odd(Exception):
    def __new__(cls, *args): return cls
def plain(): yield
g = plain()
try:
    g.throw(Odd)
except TypeError as e:
    print(str(e).split(",")[0])
print(list(g))

class It:
    def __iter__(self): return self
    def __next__(self): return 1
    def close(self): print("closed")
def outer(it): yield from it
g = outer(It())
print(next(g))
g.close()

async def coroutine(): return 1
c = coroutine()
try:
    c.send(None)
except StopIteration as e:
    print(e.value)
for use in (lambda: c.send(None), lambda: c.throw(ValueError)):
    try:
        use()
    except RuntimeError as e:
        print(e)
c.close()

class Bad:
    def __aiter__(self): return self
    def __anext__(self): return ()
async def loop():
    async for x in Bad(): pass
try:
    loop().send(None)
except TypeError as e:
    print(e, "-", e.__cause__ is not None)

print(next(iter([]), "default"))
class Raises:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
print(next(Raises(), "default"))
