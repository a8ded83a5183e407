print("%d %i %u %s %r %a %c %c %%" % (1, 2.9, -3, "s", "r", "é", "x", 65))
print("%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o" % (42, 42, 42, 42, 42, 255, 255, 255, 8, 8))
print("%.3d|%8.3d|%-8.3d|%.2s|%10s|%-10s|%10.1s|" % (5, 5, 5, "abc", "a", "b", "cde"))
print("%f|%.1f|%10.3f|%-10.2f|%e|%.0e|%g|%G|%F|%#.3g" % (1.5, 2.25, 3.14159, 2.5, 12345.678, 15000.0, 1e-5, 1e20, float("inf"), 1.0))
print("%(a)s %(b)05d %(a)r" % {"a": "x", "b": 7}, "%s" % [1], "%s %s" % ("a", (1, 2)), "%s" % ((1, 2),), "%*d|%-*d|%.*f" % (5, 1, 4, 2, 2, 3.14159), "%d" % 2**70, "%x" % -255)
for f, a in (("%d", "x"), ("%d", None), ("%s %s", ("a",)), ("%s", ("a", "b")), ("%z", 1), ("%", 1), ("%(a)s", 1), ("%(a)s", {}), ("%c", -1), ("%x", 1.5), ("%f", "a"), ("%d %d", 1), ("", 1), ("%(a", {}), ("%i", 1j), ("%*d", ("a", 1))):
    try:
        print(repr(f % a))
    except Exception as e:
        print(repr(f), type(e).__name__, e)
print("" % (), "" % {}, "%s" % {}, "plain" % [], "%r %s" % ("a\n", "b"), "%5s|%-5s|%5r" % ("é", "é", "é"))
class A:
    def __str__(self): return "st"
    def __repr__(self): return "re"
    def __int__(self): return 5
    def __index__(self): return 6
    def __float__(self): return 7.5
print("%s %r %d %x %f" % (A(), A(), A(), A(), A()))
print(b"%s %d %b %r %a %c %5.1f" % (b"x", 5, b"y", "z", "é", 65, 1.25), bytearray(b"%d") % 3, b"%(a)d" % {b"a": 1})
for f, a in ((b"%s", "x"), (b"%b", 5), (b"%d", b"x")):
    try:
        f % a
    except TypeError as e:
        print(e)
