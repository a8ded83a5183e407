class Stop(Exception): pass
def check(i, j):
    if i * j > 2000: raise Stop(i, j)
    return i ^ j
def f(n):
    t, stops = 0, []
    for i in range(n):
        try:
            for j in range(60): t += check(i, j)
            else: t += 1
        except Stop as s:
            stops.append(s.args)
            if len(stops) > 60: raise
    return t
try: f(500)
except Stop as s: print(s.args, s.__traceback__.tb_next.tb_frame.f_locals["t"], s.__context__)
