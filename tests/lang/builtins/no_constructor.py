# Types that can only be made by other means.
import re
import struct


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for x in ({}.keys(), {}.values(), {}.items(), iter({}), iter([]), iter(()), iter(""), iter(b""), iter(set()), iter(range(3)),
          iter(int, 1), (i for i in ()), struct.iter_unpack("b", b"12"), re.compile("a"), re.match("", "")):
    t = type(x)
    print(t.__name__, attempt(t), attempt(t, 1), attempt(object.__new__, t), sep=" | ")
