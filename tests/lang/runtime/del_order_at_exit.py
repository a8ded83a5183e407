# What is alive at the end dies at shutdown; files are flushed.
import sys
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
def f():
    keep = D("local")
    return None
f()
a = D("a")
sys.stdout.write("no newline at the end, and still: ")
del a
import atexit
atexit.register(print, "atexit runs before globals die")
z = D("z")
print("end")
