s = "\ud800"
print(len(s), repr(s), ascii(s), s == "\ud800", "a\udfffb"[1] == "\udfff", ("\ud83d" + "\ude00") == "\U0001F600", len("\ud83d" + "\ude00"))
try:
    s.encode()
except UnicodeEncodeError as e:
    print(e, e.start, e.end, e.reason, e.encoding)
print(s.encode("utf-8", "surrogatepass"), s.encode("ascii", "backslashreplace"), s.encode("utf-8", "replace"), s.encode("utf-8", "ignore"), s.encode("ascii", "xmlcharrefreplace"))
print(b"\xff\xfe".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"), ascii(b"a\x80".decode("utf-8", "surrogateescape")))
print(repr("\x00\x1f\x7f\x80\xa0\xad\u200b\u2028\ufeff\U000e0001\U0001F600\n\t\r\\'\""), repr("it's"), repr('"'), repr("'\""))
print(ascii("é€😀"), "\N{BULLET}", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\101\x41\u0041\U00000041", len("\
"))
print(chr(0x10FFFF) == "\U0010FFFF", ord("😀"), [chr(i) for i in (65, 233, 8364)])
for f, a in ((chr, -1), (chr, 0x110000), (ord, ""), (ord, "ab"), (ord, 5), (chr, "a")):
    try:
        f(a)
    except Exception as e:
        print(type(e).__name__, e)
print("e\u0301" == "\u00e9", len("e\u0301"), "ß".upper(), "ŉ".upper(), sorted(["é", "z", "a", "Z"]))
import unicodedata
print(unicodedata.normalize("NFC", "e\u0301") == "\u00e9", unicodedata.name("é"), unicodedata.category("A"), unicodedata.lookup("EURO SIGN"), unicodedata.numeric("½"))
