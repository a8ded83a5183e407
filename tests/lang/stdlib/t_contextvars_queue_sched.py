import contextvars, queue, sched, time, signal, atexit, errno, unittest, timeit, reprlib, fnmatch, numbers, cmath, zoneinfo, string
v = contextvars.ContextVar("v", default=0); t = v.set(5); c = contextvars.copy_context(); v.set(6); print(v.get(), c[v], c.run(v.get)); v.reset(t); print(v.get(), repr(v)[:20])
p = queue.PriorityQueue(); [p.put(x) for x in (3, 1, 2)]; print([p.get() for _ in range(3)], p.empty()); l = queue.LifoQueue(1); l.put(1)
for e in ("l.put(2, block=False)", "p.get_nowait()", "p.get(timeout=.01)"):
    try: eval(e)
    except (queue.Full, queue.Empty) as x: print(type(x).__name__)
s = sched.scheduler(time.monotonic, time.sleep); out = []; s.enter(.02, 1, out.append, ("b",)); s.enter(.01, 1, out.append, ("a",)); s.run(); print(out)
class T(unittest.TestCase):
    def test_ok(self): self.assertEqual(1, 1)
    def test_bad(self): self.assertRaises(ValueError, int, "1")
    def test_sub(self):
        with self.subTest(i=1): self.assertTrue(True)
    @unittest.skip("why")
    def test_skip(self): pass
import io; r = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(T)); print(r.testsRun, len(r.failures), len(r.errors), len(r.skipped))
print(reprlib.repr(list(range(100))), fnmatch.filter(["a.py", "b.txt"], "*.py"), cmath.sqrt(-1), errno.ENOENT, signal.SIGINT.name, timeit.timeit("pass", number=1) >= 0)
old = signal.signal(signal.SIGUSR1, lambda s, f: out.append(s)); signal.raise_signal(signal.SIGUSR1); print(out[-1] == signal.SIGUSR1, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
@atexit.register
def bye(): print("atexit 2")
atexit.register(print, "atexit 1"); print("end of script")
