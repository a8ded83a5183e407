# Frame introspection inside a hot loop sees exact values.
import sys

def f(n):
    snaps = []
    a = 0
    b = 1.5
    for i in range(n):
        a += i
        b = b + 1 if i % 2 else b - 1
        if i in (1000, 4000, 4999):
            snaps.append({k: v for k, v in locals().items() if k in "abi"})
    return snaps

print(f(5000))

def peek():
    fr = sys._getframe(1)
    return fr.f_locals["x"], fr.f_lineno - fr.f_code.co_firstlineno

def g(n):
    out = []
    x = 0
    for i in range(n):
        x += 2
        if i % 1500 == 0:
            out.append(peek())
    return out

print(g(5000))

def unbound(n):
    out = []
    for i in range(n):
        if i == 3000:
            y = 1
        if i % 1499 == 0:
            try:
                out.append(y)
            except UnboundLocalError as e:
                out.append(str(e))
        if i == 4000:
            del y
    return out

print(unbound(6000))
