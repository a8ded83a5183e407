# property: documentation, names, subclasses, what can be written.
class Sub(property):
    """doc of the subclass"""

class Slotted(property):
    __slots__ = ()

def getter(self):
    """doc of the getter"""
    return 1

print(property(getter).__doc__)
print(property(getter, doc="given").__doc__)
print(property(getter).getter(lambda self: 2).__doc__)
print(property(getter, doc="given").getter(getter).__doc__)
print(Sub(getter).__doc__, Sub(None, None, None, "given").__doc__, Sub(lambda s: 1).__doc__)
print(Slotted(lambda s: 1).__doc__, Slotted(None, doc="dropped").__doc__ == property.__doc__)
try:
    Slotted(getter)
except AttributeError as e:
    print("AttributeError")

class C:
    @property
    def x(self):
        return self._x
    @x.setter
    def x(self, value):
        self._x = value

print(C.x.__name__, C.x.fget.__name__)
for name in "fget", "fset", "fdel":
    try:
        setattr(C.x, name, None)
    except AttributeError as e:
        print(e)
try:
    C.x.other = 1
except AttributeError as e:
    print(e)
for args in (), (1,), (1, 2, 3):
    try:
        property().__set_name__(*args)
    except TypeError as e:
        print(e)
c = C()
try:
    c.x
except AttributeError as e:
    print(e)
c.x = 5
print(c.x)
try:
    del c.x
except AttributeError as e:
    print(e)
print(type(property.fget).__name__, type(complex.real).__name__, type(float.real).__name__)
