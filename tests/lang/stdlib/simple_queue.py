import threading
import time
from _queue import Empty, SimpleQueue
import queue


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


print(queue.SimpleQueue is SimpleQueue, queue.Empty is Empty, Empty.__module__, Empty.__mro__[1].__name__)
q = SimpleQueue()
q.put(1)
q.put(item=2, block=False, timeout=-1)
q.put_nowait(3)
print(q.qsize(), q.empty(), q.get(), q.get(False), q.get(timeout=1), q.empty())
print(attempt(q.get, False), attempt(q.get_nowait), attempt(q.get, timeout=0.01), attempt(q.get, timeout=-1), attempt(SimpleQueue, 1))
print(attempt(q.get, timeout=1e100), attempt(q.get, timeout="x"))


def reader():
    while (x := q.get()) is not None:
        out.append(x)


out = []
threads = [threading.Thread(target=reader) for _ in range(3)]
for t in threads:
    t.start()
for i in range(100):
    q.put(i)
    if i % 30 == 0:
        time.sleep(0.005)
for _ in threads:
    q.put(None)
for t in threads:
    t.join()
print(sorted(out) == list(range(100)), q.qsize(), SimpleQueue[int])
