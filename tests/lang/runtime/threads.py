import threading, time, queue, _thread
lock = threading.Lock(); n = 0
def work(k):
    global n
    for _ in range(k):
        with lock: n += 1
ts = [threading.Thread(target=work, args=(2000,), name=f"w{i}") for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(n, ts[0].name, ts[0].is_alive(), threading.current_thread().name, threading.active_count())
q = queue.Queue(maxsize=2); got = []
def cons():
    while (x := q.get()) is not None: got.append(x); q.task_done()
c = threading.Thread(target=cons, daemon=True); c.start()
for i in range(10): q.put(i)
q.join(); q.put(None); c.join(); print(got)
ev = threading.Event(); res = []
def waiter(): res.append(ev.wait(5))
w = threading.Thread(target=waiter); w.start(); ev.set(); w.join(); print(res, ev.wait(0))
r = threading.RLock()
with r:
    with r: print("reentrant")
print(lock.acquire(), lock.acquire(blocking=False), lock.locked(), lock.acquire(timeout=.01)); lock.release()
try: lock.release()
except RuntimeError as e: print(e)
loc = threading.local(); loc.v = 1
def tl(): out.append(hasattr(loc, "v")); loc.v = 2
out = []; t = threading.Thread(target=tl); t.start(); t.join(); print(out, loc.v)
cond = threading.Condition(); ready = []
def cw():
    with cond: cond.wait_for(lambda: ready, 5); out.append("woke")
t = threading.Thread(target=cw); t.start()
with cond: ready.append(1); cond.notify_all()
t.join(); print(out)
b = threading.Barrier(3); order = []
def bar(): b.wait(); order.append(1)
ts = [threading.Thread(target=bar) for _ in range(3)]; [t.start() for t in ts]; [t.join() for t in ts]; print(len(order))
s = threading.Semaphore(2); print(s.acquire(), s.acquire(), s.acquire(blocking=False)); tm = threading.Timer(.01, lambda: out.append("timer")); tm.start(); tm.join(); print(out[-1])
exc = []; threading.excepthook = lambda a: exc.append((a.exc_type.__name__, str(a.exc_value)))
t = threading.Thread(target=lambda: 1 / 0 if False else [].pop()); t.start(); t.join(); print(exc)
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(3) as ex: print(list(ex.map(lambda x: x * x, range(5))), ex.submit(pow, 2, 5).result()); fu = ex.submit(int, "x")
print(type(fu.exception()).__name__)
hot = []
def spin():
    t = 0
    for i in range(20000): t += i
    hot.append(t)
ts = [threading.Thread(target=spin) for _ in range(3)]; [t.start() for t in ts]; [t.join() for t in ts]; print(hot)
try: ts[0].start()
except RuntimeError as e: print(e)
