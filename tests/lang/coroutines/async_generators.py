def run(co):
    try:
        while True: co.send(None)
    except StopIteration as e: return e.value
async def ag(n):
    try:
        for i in range(n):
            got = yield i
            if got: print("got", got)
    except ValueError as e: print("caught", e); yield "v"
    finally: print("ag finally")
async def main():
    print([x async for x in ag(3)])
    a = ag(5)
    print(await a.__anext__(), await a.asend("hello"), await a.athrow(ValueError("t")))
    try: await a.__anext__()
    except StopAsyncIteration: print("stop")
    b = ag(2); await b.__anext__(); await b.aclose(); print("closed")
    print(await anext(ag(0), "default"))
    async for x in ag(9):
        if x == 1: break
    return "ret"
print(run(main()))
print(type(ag(1)).__name__, hasattr(ag(1), "__anext__"))
async def inner():
    yield 1
    yield 2
async def outer():
    async for x in inner(): yield x * 10
async def use(): return [v async for v in outer()]
print(run(use()))
