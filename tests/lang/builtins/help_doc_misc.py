import sys
print(len([1]), len({}), len("é€"), id(None) == id(None), hash(5), repr("q\n"), ascii("é"), format(3.14159, ".2f"), callable(print))
def doc(): "the doc"
print(doc.__doc__, len.__doc__.splitlines()[0], len.__name__, len.__module__, len.__self__ is __import__("builtins"), str.join.__doc__[:11])
print(sys.getrecursionlimit(), sys.maxsize, sys.byteorder, sys.version_info[:1], sys.implementation.name != "", sys.argv[1:], isinstance(sys.path, list), sys.maxunicode, sys.float_info.max, sys.getsizeof(1) > 0)
print(__import__("os").sep, NotImplemented is NotImplemented, Ellipsis is ..., type(NotImplemented).__name__, type(...).__name__, bool(...))
print(memoryview(b"a")[0], slice(1).stop, frozenset([1]), bytearray(2), object.__name__, property().fget, staticmethod(len)("ab"), super.__name__, classmethod.__name__)
print(breakpoint.__name__, aiter.__name__, anext.__name__, quit.__class__.__name__, copyright.__class__.__name__, exit)
