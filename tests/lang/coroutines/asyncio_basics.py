import asyncio
async def work(n, d):
    await asyncio.sleep(d)
    return n
async def main():
    print(await asyncio.gather(work(1, .02), work(2, .01), work(3, 0)))
    t = asyncio.create_task(work(5, 0)); print(await t, t.done())
    try: await asyncio.wait_for(asyncio.sleep(10), .01)
    except TimeoutError: print("timeout")
    q = asyncio.Queue()
    async def prod():
        for i in range(3): await q.put(i)
        await q.put(None)
    p = asyncio.create_task(prod()); got = []
    while (x := await q.get()) is not None: got.append(x)
    print(got)
    t = asyncio.create_task(asyncio.sleep(5)); await asyncio.sleep(0); t.cancel()
    try: await t
    except asyncio.CancelledError: print("cancelled")
    async with asyncio.TaskGroup() as tg: ts = [tg.create_task(work(i, 0)) for i in range(3)]
    print([t.result() for t in ts])
    try:
        async with asyncio.TaskGroup() as tg:
            async def boom(): raise ValueError("b")
            tg.create_task(boom())
    except* ValueError as eg: print(eg.exceptions)
    ev = asyncio.Event(); asyncio.get_running_loop().call_later(.01, ev.set); await ev.wait(); print(ev.is_set())
    return "main"
print(asyncio.run(main()))
