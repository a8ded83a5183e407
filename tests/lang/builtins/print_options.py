import sys, io
print(); print(1, "a", None, sep=", ", end="!\n"); print(*[1, 2], sep=""); print("x", end=""); print("y", sep=None, end=None)
print("err", file=sys.stdout, flush=True)
b = io.StringIO(); print("in buffer", 5, file=b, end="|"); print(repr(b.getvalue()))
class W:
    def write(self, s): out.append(s)
    def flush(self): out.append("flushed")
out = []; print("a", "b", file=W(), flush=True); print(out)
for e in ("print(sep=5)", "print('a', end=5)", "print(1, file=5)", "print(1, bad=2)", "print(1, sep=b'x')"):
    try: eval(e)
    except Exception as x: print(e, type(x).__name__, x)
print("é€😀", "\ttab", "nul\x00byte".replace("\x00", "0"), r"raw\n", b"bytes", [u"é"], {"k": 'q"'}, sep="\n")
class S:
    def __str__(self): return "multi\nline"
print(S(), [S()].__len__(), f"{S()}"); print(None); print(True, 1.0, 1e100, -0.0, 2**70)
old = sys.stdout; sys.stdout = io.StringIO(); print("hidden"); s = sys.stdout.getvalue(); sys.stdout = old; print(repr(s))
sys.stdout.write("w\n"); print(sys.stdout.write("") == 0, sys.stdout.encoding.lower(), sys.stdout.isatty(), sys.stdout.fileno())
