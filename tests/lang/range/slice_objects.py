s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(5), slice(None), slice(5), slice(1, 2) == slice(1, 2), slice(None, None, -1).indices(4), slice(-3, None).indices(10), slice(100, -100, -3).indices(7), slice(1) < slice(2))
class G:
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print("set", k, v)
    def __delitem__(self, k): print("del", k)
g = G()
print(g[1], g[1:2], g[::], g[1, 2], g[1:2, ::3], g[...], g["a":"b"], g[()], g[1,], g[*(1, 2)], g[None])
g[1:2] = 5; del g[3:]; g[1, :] = 2; g[0] += 1 if False else 0
for e in ("slice()", "slice(1, 2, 0).indices(5)", "slice('a').indices(5)", "slice(1).indices(-1)", "slice(1, 2, 3, 4)", "slice(1).start_"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
try:
    s.start = 1
except AttributeError as x: print(x)
print(hash(slice(1, 2)) == hash(slice(1, 2)), {slice(1): 2}[slice(1)])
