# Weak references: order, sharing, callbacks in garbage, and an exit that says nothing.
import gc
import logging
import weakref

class C: pass
class Ref(weakref.ref): pass

o = C()
mine = Ref(o)
plain = weakref.ref(o)
proxy = weakref.proxy(o)
called = []
first = weakref.ref(o, lambda r: called.append("first"))
second = weakref.ref(o, lambda r: called.append("second"))
refs = weakref.getweakrefs(o)
print(refs[0] is plain, refs[1] is proxy, refs[2] is second, refs[3] is first, refs[4] is mine)
print(weakref.ref(o) is plain, o.__weakref__ is plain)
del o
print(called)

# A reference that is garbage itself hears nothing.
class Node: pass
n = Node()
n.me = n
n.ref = weakref.ref(n, lambda r: print("never"))
outside = weakref.ref(n, lambda r: print("told"))
del n
gc.collect()
print(outside())

for make in (lambda: weakref.ref(1), lambda: weakref.ref(()), lambda: weakref.ref({}), lambda: weakref.ref("x")):
    try:
        make()
    except TypeError as e:
        print(e)
for v in (set(), frozenset(), memoryview(b""), len, C, print.__class__):
    weakref.ref(v)
r = weakref.ref(C)
try:
    r.__init__(0, 0, 0)
except TypeError:
    print("TypeError")

class Config(dict):
    def __getattr__(self, name): return self[name]
c = Config()
print("Config" in repr(weakref.ref(c)))

import _socket
class Socket(_socket.socket):
    __slots__ = ["__weakref__"]
print(Socket.__slots__)

# The unreachable are counted without those that a destructor saved.
class Saved:
    def __init__(self): self.me = self
    def __del__(self): saved.append(self)
saved = []
gc.collect()
gc.disable()
for i in range(10): Saved()
print(gc.collect(), len(saved))
print(sorted(gc.get_referents([1, 2], (3,))), gc.is_tracked(int), gc.is_tracked(C))
logging.getLogger("x").addHandler(logging.NullHandler())
