import sys

log = []

def tracer(frame, event, arg):
    if frame.f_code.co_name in ("f", "callee"):
        log.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer
    return None

def callee(i):
    return i * 2

def f(n):
    t = 0
    for i in range(n):
        if i == 5000:
            sys.settrace(tracer)
        if i == 5003:
            sys.settrace(None)
        t += callee(i)
    return t

print(f(8000))
print(len(log))
for entry in log:
    print(*entry)
