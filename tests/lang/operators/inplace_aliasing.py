a = b = [1]; a += [2]; print(b); a = a + [3]; print(b, a); s = t = {1}; s |= {2}; print(t); d = e = {}; d |= {1: 2}; print(e); x = y = "s"; x += "t"; print(y); p = q = (1,); p += (2,); print(q); m = n = bytearray(b"a"); m += b"b"; print(n); m *= 2; print(n)
t = ([1], 2)
try: t[0] += [9]
except TypeError as err: print(err, t)
class A:
    def __init__(s): s.l = []
    def __iadd__(s, o): s.l.append(o); return s
    def __imatmul__(s, o): return ("mat", o)
    def __ior__(s, o): return NotImplemented
    def __or__(s, o): return "or"
z = w = A(); z += 1; z += 2; print(w.l, z is w); w @= 3; print(w); z |= 1; print(z)
l = [0]; l *= 3; print(l); l[1:2] += "ab"; print(l); k = [[0]] * 2; k[0][0] += 1; print(k); k[0] = k[0] + [5]; print(k)
c = 1
def f():
    global c
    c += 1; c *= 5; c **= 2; c //= 3; c %= 20; c <<= 2; c |= 1; c ^= 3; c &= 62; c >>= 1; c -= 1; c /= 2
f(); print(c)
for code in ("c += None", "c -= 'a'", "l += 5", "l -= [1]", "s |= [1]", "x += 1", "p += [1]", "d |= 5"):
    try: exec(code)
    except TypeError as err: print(code, err)
