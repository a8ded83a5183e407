# The semaphores behind the locks of multiprocessing.
import multiprocessing as mp


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

