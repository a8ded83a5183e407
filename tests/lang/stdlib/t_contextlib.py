from contextlib import *
import asyncio
@contextmanager
def c(n):
    print("in", n)
    try: yield n
    except KeyError: print("swallow"); 
    finally: print("out", n)
with c(1) as a, c(2) as b: print(a + b)
with c(3): raise KeyError
@c(4)
def deco(): print("body"); return "r"
print(deco())
class Cl:
    def close(self): print("closed")
with closing(Cl()) as x: pass
with suppress(ZeroDivisionError, KeyError): 1 / 0
with ExitStack() as s:
    for i in range(3): s.enter_context(c(i))
    s.pop_all().close(); print("popped")
class CD(ContextDecorator):
    def __enter__(self): print("E"); return self
    def __exit__(self, *a): print("X", a[0])
@CD()
def f(): pass
f()
@asynccontextmanager
async def ac(): print("aenter"); yield 5; print("aexit")
async def main():
    async with ac() as v, AsyncExitStack() as st: print(v); await st.enter_async_context(ac())
asyncio.run(main())
try:
    with ExitStack() as s:
        s.callback(lambda: 1 / 0); raise ValueError("first")
except ZeroDivisionError as e: print(repr(e.__context__))
import os
with chdir("/"): print(os.getcwd())
