# The codec registry, native codecs, error handlers.
import codecs, _codecs

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, e, getattr(e, "__notes__", []))

for enc in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-7", "cp1252", "koi8-r", "cp437",
            "iso8859-15", "ascii", "latin-1", "unicode_escape", "raw_unicode_escape", "no-such", "rot13"]:
    show("aé€ц".encode, enc)
    show("abc".encode, enc)
    show(b"ab\xe9\x00".decode, enc)
    show("aé€ц".encode, enc, "replace")
    show(b"a\xff\xfe".decode, enc, "backslashreplace")

for h in ["strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogateescape", "surrogatepass", "none-such"]:
    show("aé\udc80€".encode, "ascii", h)
    show("aé\udc80€".encode, "cp1252", h)
    show("aé\udc80€".encode, "utf-16-le", h)
    show(b"a\xff\xed\xa0\x80".decode, "utf-8", h)
    show(b"a\x81".decode, "cp1252", h)
    show(codecs.lookup_error, h) if h == "none-such" else None

print(codecs.lookup("UTF 8").name, codecs.lookup("latin1").name, len(codecs.lookup("ascii")))
show(codecs.encode, "abc", "rot13")
show(codecs.encode, "x", 3)
show(codecs.lookup, "")

def handler(e):
    return "<%d>" % e.start, e.end
codecs.register_error("mine", handler)
show("aé€b".encode, "ascii", "mine")
show(b"a\xffb".decode, "utf-8", "mine")
show("aé€b".encode, "cp1251", "mine")
codecs.register_error("back", lambda e: ("?", -1))
show("aé€b".encode, "ascii", "back")
codecs.register_error("far", lambda e: ("?", 100))
show("aé€b".encode, "ascii", "far")
codecs.register_error("wrong", lambda e: 5)
show("aé€b".encode, "ascii", "wrong")
show(b"\xff".decode, "ascii", "wrong")
show(codecs.register_error, "x", 5)

def search(name):
    if name == "my_enc":
        return (lambda s, e="strict": (s.upper().encode(), len(s)), lambda b, e="strict": (bytes(b).decode().lower(), len(b)), None, None)
    if name == "bad_enc":
        return 5
    if name == "odd_enc":
        return (lambda s, e="strict": (s, len(s)), lambda b, e="strict": b, None, None)
codecs.register(search)
show("abc".encode, "My Enc")
show(b"ABC".decode, "my-enc")
show("abc".encode, "bad-enc")
show("abc".encode, "odd-enc")
show(b"abc".decode, "odd-enc")
codecs.unregister(search)
show("abc".encode, "my-enc")
show(codecs.register, 3)

show(_codecs.utf_8_decode, b"ab\xe2\x82")
show(_codecs.utf_8_decode, b"ab\xe2\x82", "strict", True)
show(_codecs.utf_16_ex_decode, b"\xfe\xff\x00a\x00")
show(_codecs.utf_16_encode, "a", None, 1)
show(_codecs.utf_32_le_decode, bytearray(b"a\0\0\0"))
show(_codecs.utf_7_decode, b"a+AOk-")
show(_codecs.charmap_decode, b"\x00\x01\x02", "replace", {0: "xy", 1: 97})
show(_codecs.charmap_decode, b"\x00\x05", "strict", "ab")
show(_codecs.charmap_decode, b"\x00", "strict", {0: 1.5})
show(_codecs.charmap_encode, "ab\u20ac", "replace", {97: 1, 98: b"zz", 63: 63})
show(_codecs.charmap_encode, "a", "strict", {97: 300})
show(_codecs.charmap_encode, "a", "strict", {97: "x"})
m = _codecs.charmap_build("".join(map(chr, range(256))))
print(type(m).__name__, _codecs.charmap_encode("é", None, m))
show(_codecs.charmap_build, "ab")
show(_codecs.escape_decode, b"a\\x41\\n\\101")
show(_codecs.escape_decode, "\\xzz")
show(_codecs.escape_decode, b"\\xz", "replace")
show(_codecs.escape_decode, b"\\xz", "odd")
show(_codecs.escape_encode, b"a'\n\xff")
show(_codecs.unicode_escape_decode, "\\u20ac\\N{BULLET}\\t")
show(_codecs.unicode_escape_decode, b"\\u20")
show(_codecs.unicode_escape_decode, b"\\N{nothing}")
show(_codecs.raw_unicode_escape_decode, b"\\u20ac\\t")
show(_codecs.utf_8_encode, b"x")
show(_codecs.ascii_decode, "x")
show(_codecs.readbuffer_encode, bytearray(b"q"))

dec = codecs.getincrementaldecoder("utf-8")()
print([dec.decode(bytes([b])) for b in "aé€😀".encode()], dec.decode(b"", True))
enc = codecs.getincrementalencoder("utf-16")()
print(enc.encode("a"), enc.encode("b"))
print(list(codecs.iterdecode([b"\xe2", b"\x82\xac"], "utf-8")))
print(bytes("é", "cp850"), str(b"\x82", "cp850"), bytearray("ц", "koi8-r"))
