# A trace function sets the next line.
import sys, warnings
warnings.simplefilter('ignore')

def run(f, start, to, *args):
    first = f.__code__.co_firstlineno
    done = []
    def tr(frame, event, arg):
        if frame.f_code is not f.__code__:
            return None
        if event == 'line' and frame.f_lineno - first == start and not done:
            done.append(1)
            try:
                frame.f_lineno = first + to
            except ValueError as e:
                print('refused:', e)
        return tr
    sys.settrace(tr)
    try:
        r = f(*args)
    except BaseException as e:
        r = type(e).__name__
    finally:
        sys.settrace(None)
    print(f.__name__, start, to, r)

def straight():
    out = []
    out.append(1)
    out.append(2)
    out.append(3)
    return out
run(straight, 3, 4)
run(straight, 4, 2)
run(straight, 3, 5)

def loops():
    out = []
    for i in range(3):
        out.append(i)
        for j in range(2):
            out.append((i, j))
    out.append('end')
    return out
run(loops, 5, 6)
run(loops, 5, 3)
run(loops, 3, 7)
run(loops, 6, 3)
run(loops, 1, 3)

def handlers():
    out = []
    try:
        out.append(1)
        1 / 0
        out.append(2)
    except ZeroDivisionError:
        out.append('caught')
    finally:
        out.append('finally')
    return out
run(handlers, 4, 5)
run(handlers, 1, 7)
run(handlers, 7, 10)
run(handlers, 3, 10)

def with_block():
    class M:
        def __enter__(self): return self
        def __exit__(self, *a): out.append('exit')
    out = []
    with M():
        out.append('in')
        out.append('more')
    return out
run(with_block, 6, 7)
run(with_block, 7, 8)
run(with_block, 4, 6)

def unbound():
    a = 1
    b = 2
    return (a, b)
run(unbound, 1, 3)
run(unbound, 1, 99)
run(unbound, 1, -5)
f = sys._getframe()
try:
    f.f_lineno = 3
except ValueError as e:
    print(e)
try:
    f.f_lineno = 'x'
except ValueError as e:
    print(e)
try:
    del f.f_lineno
except AttributeError as e:
    print(e)
