# time: calendar and clocks; _signal: handlers in Python.
import time
import _signal
import posix

print(time.gmtime(0), time.gmtime(0).tm_zone, time.asctime(time.gmtime(0)))
print(time.strftime("%Y-%m-%d %H:%M:%S %j", time.gmtime(86400 * 45)), time.mktime(time.localtime(1000)))
print(time.struct_time((1, 2, 3, 4, 5, 6, 7, 8, 9)).tm_zone, time.get_clock_info("monotonic").monotonic)
t = time.monotonic()
time.sleep(0.02)
print(0.02 <= time.monotonic() - t < 5, time.time_ns() > 10**18)
for f in [lambda: time.sleep(-1), lambda: time.sleep("a"), lambda: time.strftime("%Y", (1,)), lambda: time.asctime((2000, 13, 1, 0, 0, 0, 0, 1, 0)), lambda: time.get_clock_info("x"), lambda: time.mktime(3)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def handler(n, frame):
    print("handler", n, frame is not None)


print(_signal.signal(_signal.SIGUSR1, handler), _signal.getsignal(_signal.SIGUSR1) is handler)
posix.kill(posix.getpid(), _signal.SIGUSR1)
_signal.raise_signal(_signal.SIGUSR1)
_signal.signal(_signal.SIGALRM, handler)
_signal.setitimer(_signal.ITIMER_REAL, 0.01)
t = time.monotonic()
time.sleep(0.1)
print(time.monotonic() - t >= 0.1)
r, w = posix.pipe()
_signal.setitimer(_signal.ITIMER_REAL, 0.01)
pid = posix.fork()
if pid == 0:
    _signal.signal(_signal.SIGALRM, _signal.SIG_IGN)
    time.sleep(0.1)
    posix.write(w, b"late")
    posix._exit(0)
print(posix.read(r, 10))
posix.waitpid(pid, 0)
try:
    _signal.raise_signal(_signal.SIGINT)
except KeyboardInterrupt:
    print("interrupted")


def angry(n, frame):
    raise ValueError("from the handler")


_signal.signal(_signal.SIGUSR1, angry)
try:
    posix.kill(posix.getpid(), _signal.SIGUSR1)
    time.sleep(1)
except ValueError as e:
    print(e)
old = _signal.pthread_sigmask(_signal.SIG_BLOCK, [_signal.SIGUSR2])
posix.kill(posix.getpid(), _signal.SIGUSR2)
print(_signal.SIGUSR2 in _signal.sigpending(), _signal.sigwait([_signal.SIGUSR2]) == _signal.SIGUSR2)
for f in [lambda: _signal.signal(100, handler), lambda: _signal.signal(_signal.SIGUSR1, "x"), lambda: _signal.signal(9, handler), lambda: _signal.getsignal(0)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(_signal.strsignal(_signal.SIGINT), len(_signal.valid_signals()) > 60, _signal.SIG_DFL, _signal.SIG_IGN)
