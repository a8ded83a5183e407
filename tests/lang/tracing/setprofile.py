import sys, threading
log = []
def prof(frame, event, arg):
    log.append((frame.f_code.co_name, event, getattr(arg, '__name__', arg)))
def f(n):
    len([1]); [].append(3); "a".upper()
    if n:
        return f(n - 1)
    return sorted([2, 1], key=lambda x: -x)
def g():
    yield 1
    yield 2
def bad():
    try:
        int('x')
    except ValueError:
        return 'bad'
class C:
    def __init__(self): self.x = abs(-2)
    @property
    def p(self): return self.x
def all_of_it():
    f(1); list(g()); bad(); C().p
sys.setprofile(prof)
all_of_it()
sys.setprofile(None)
for row in log: print(*row)
print(sys.getprofile())
log.clear()
threading.setprofile(prof)
t = threading.Thread(target=bad); t.start(); t.join()
threading.setprofile(None)
print([r for r in log if r[0] == 'bad'])
def boom(*a): raise RuntimeError('in the profiler')
try:
    sys.setprofile(boom)
    f(0)
except RuntimeError as e:
    print(e, sys.getprofile())
