import sys
ev = []
def tr(frame, event, arg):
    ev.append((event, frame.f_lineno))
    return tr
def start():
    sys.settrace(tr)
    sys._getframe(1).f_trace = tr
def loop(n):
    t = 0
    for i in range(n):
        t += i
        if i == 5000:
            start()
        t ^= 1
        if i > 5002:
            break
    sys.settrace(None)
    return t
r = loop(10000)
print(r); 
for e in ev: print(e)
