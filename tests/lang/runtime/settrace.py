import sys
ev = []
def tr(frame, event, arg):
    if frame.f_code.co_filename != __file__: return None
    ev.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, arg if event == "return" else (arg[0].__name__ if event == "exception" else None)))
    return tr
def f(n):
    x = 0
    for i in range(n):
        x += i
    return x
def g():
    try:
        f(1)
        raise ValueError
    except ValueError:
        pass
    return "g"
def h():
    yield 1
    yield 2
sys.settrace(tr); g(); list(h()); [q for q in range(2)]; sys.settrace(None)
for e in ev: print(*e)
print(sys.gettrace())
calls = []
def prof(frame, event, arg):
    if event.startswith("c_"): calls.append((event, arg.__name__))
    elif frame.f_code.co_filename == __file__: calls.append((event, frame.f_code.co_name))
sys.setprofile(prof); f(2); len([]); sys.setprofile(None); print(calls[:-1])
def once(frame, event, arg): ev2.append(event); return None
ev2 = []; sys.settrace(once); f(3); f(3); sys.settrace(None); print(ev2)
def local(frame, event, arg):
    frame.f_trace_lines = False; frame.f_trace_opcodes = False; ev3.append(event); return local
ev3 = []; sys.settrace(local); f(2); sys.settrace(None); print(ev3)
