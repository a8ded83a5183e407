class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return r * 2
async def leaf(n): return n + await Aw(n)
async def main():
    a = await leaf(1)
    b = await leaf(2)
    return a, b
c = main()
print(c.send(None), c.send(10), type(c).__name__)
try: c.send(20)
except StopIteration as e: print(e.value)
try: c.send(None)
except RuntimeError as e: print(e)
c = main(); c.close(); c = main(); c.send(None)
try: c.throw(ValueError("in"))
except ValueError as e: print(e)
async def bad(): await 5
try: bad().send(None)
except TypeError as e: print(e)
async def handler():
    try: await Aw("x")
    except KeyError as e: return "handled " + str(e)
    finally: print("fin")
h = handler(); h.send(None)
try: h.throw(KeyError("k"))
except StopIteration as e: print(e.value)
async def nothing(): pass
n = nothing()
try: n.send(1)
except TypeError as e: print(e)
n.close()
try: [x for x in nothing_()] if False else iter(w := nothing())
except TypeError as e: print(e); w.close()
print(main.__code__.co_flags & 0x80 != 0, c.cr_frame, c.cr_await)
import types
@types.coroutine
def gen_co(): return (yield "from gen")
async def use(): return await gen_co()
u = use(); print(u.send(None))
try: u.send("r")
except StopIteration as e: print(e.value)
