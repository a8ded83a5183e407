import multiprocessing as mp
import os
from multiprocessing import shared_memory


def double(x):
    return x * 2


def work(lock, value, queue, n):
    for _ in range(n):
        with lock:
            value.buf[0] += 1
    queue.put((os.getpid() != parent, n))


parent = os.getpid()

if __name__ == "__main__":
    ctx = mp.get_context("fork")
    lock = ctx.Lock()
    print(lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.01), lock.release())
    try:
        lock.release()
    except ValueError as e:
        print(e)
    r = ctx.RLock()
    print(r.acquire(), r.acquire(), r.release(), r.release())
    try:
        r.release()
    except AssertionError as e:
        print(e)
    s = ctx.Semaphore(2)
    print(s.get_value(), s.acquire(), s.acquire(), s.acquire(block=False), s.get_value(), s.release())

    value, queue = shared_memory.SharedMemory(create=True, size=8), ctx.Queue()
    ps = [ctx.Process(target=work, args=(lock, value, queue, 100)) for _ in range(2)]
    for p in ps:
        p.start()
    print(sorted(queue.get() for _ in ps))
    for p in ps:
        p.join()
    print(value.buf[0], [p.exitcode for p in ps])
    value.close()
    value.unlink()
    a, b = ctx.Pipe()
    a.send({"x": 1})
    print(b.recv())
    with ctx.Pool(2) as pool:
        print(pool.map(double, range(5)), pool.apply(double, (21,)))
