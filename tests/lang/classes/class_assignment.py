# obj.__class__ = C, and __dict__ of objects that have one of their own kind.
import types

def attempt(x, cls):
    try:
        x.__class__ = cls
    except TypeError as e:
        print(e)
    else:
        print("now", type(x).__name__)

class G: __slots__ = ["a", "b"]
class H: __slots__ = ["b", "a"]
class J: __slots__ = ["c", "b"]
class K(J): pass
class L(J): __slots__ = ["__dict__", "__weakref__"]
g = G()
g.a = 1
attempt(g, H)
print(g.a)
attempt(g, J)
attempt(K(), L)
attempt(J(), L)
attempt(1, bool)
attempt(object(), int)

class M(types.ModuleType):
    attribute = "of the class"
    @property
    def computed(self): return "computed"
m = types.ModuleType("m")
attempt(m, M)
print(m.attribute, m.computed)
m.computed_not = 1
try:
    m.computed = 1
except AttributeError as e:
    print(e)
attempt(m, types.ModuleType)
print(hasattr(m, "attribute"), m.computed_not)
try:
    m.__dict__ = {}
except AttributeError as e:
    print(e)

class Plain: pass
class Meta(type, Plain): pass
class N(metaclass=Meta): pass
for x in N, M("x"):
    for action in "x.__dict__ = {}", "del x.__dict__", "Plain.__dict__['__dict__'].__set__(x, {})":
        try:
            exec(action)
        except (AttributeError, TypeError) as e:
            print(type(e).__name__)
        else:
            print("allowed", action)

e = ValueError()
e.__dict__ = {"a": 1}
print(e.a)
try:
    del e.__dict__
except TypeError as err:
    print(err)

class O: pass
class Changes:
    def __del__(self): self.__class__ = O
l = [Changes() for _ in range(100)]
del l
print("survived")

class P: __slots__ = "a"
for action in (lambda: P().a, lambda: delattr(P(), "a")):
    try:
        action()
    except AttributeError as err:
        print(err)
for name in "__name__", "__qualname__", "__module__", "__doc__":
    try:
        delattr(P, name)
    except TypeError as err:
        print(err)
class Q(list): __new__ = object.__new__
print(Q((1, 2)))
