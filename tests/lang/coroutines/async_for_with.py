def run(co):
    try:
        while True: print("yielded", co.send(None))
    except StopIteration as e: return e.value
class Pause:
    def __await__(self): yield "pause"
class AIter:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1
        if self.n == 1: await Pause()
        return self.n
class ACtx:
    def __init__(self, sup=False): self.sup = sup
    async def __aenter__(self): print("enter"); await Pause(); return "val"
    async def __aexit__(self, t, v, tb): print("exit", t and t.__name__); return self.sup
async def main():
    async for i in AIter(3):
        print(i)
    else: print("else")
    async with ACtx() as v, ACtx(True): print(v); raise ValueError
    print([x async for x in AIter(4) if x % 2], {x: 1 async for x in AIter(2)}, [await z() for z in (one, one)])
    g = (x async for x in AIter(2)); print([y async for y in g])
    async for i in AIter(5):
        if i == 3: break
    else: print("no")
    return "end"
async def one(): return 1
print(run(main()))
async def bad():
    async for x in [1]: pass
async def bad2():
    async with 5: pass
async def bad3():
    for x in AIter(1): pass
for b in (bad, bad2, bad3):
    try: run(b())
    except TypeError as e: print(e)
