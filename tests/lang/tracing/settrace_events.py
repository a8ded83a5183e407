import sys
def show(frame, event, arg):
    if event == 'exception': arg = arg[0].__name__
    elif not isinstance(arg, (int, type(None))): arg = type(arg).__name__
    print(frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, arg)
    return show
def f(n):
    t = 0
    for i in range(n):
        if i == 1:
            continue
        if i == 3:
            break
        t += i
    else:
        pass
    try:
        1 / 0
    except ZeroDivisionError:
        pass
    finally:
        t += 1
    return t
def gen():
    yield 1
    x = yield 2
    return 3
class C:
    def __enter__(self): return self
    def __exit__(self, *a): return None
def g():
    for x in gen():
        pass
    l = [y for y in range(2)]
    with C() as c:
        z = 1
    return (lambda: 5)()
def h():
    raise ValueError
def k():
    try:
        h()
    except ValueError as e:
        pass
    while True:
        if l2():
            break
def l2(): return 1
for fn, a in ((f, (5,)), (g, ()), (k, ())):
    sys.settrace(show)
    fn(*a)
    sys.settrace(None)
    print('--')
def prof(frame, event, arg):
    print(frame.f_code.co_name, event, getattr(arg, '__name__', arg))
def p():
    len([1]); abs(-1); [].append(3); "a".upper()
    return sorted([2,1])
sys.setprofile(prof)
p()
sys.setprofile(None)
