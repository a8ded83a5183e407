def gen(n):
    x = yield n
    yield from x
    yield
    return x


async def coro(x):
    async with x as y:
        async for i in y:
            await i
