# Codecs of the encodings package that need other native modules.
import codecs

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, e, getattr(e, "__notes__", []))

for enc in ["punycode", "idna", "hex"]:
    show("aé€ц".encode, enc)
    show("abc".encode, enc)
    show(b"ab\xe9\x00".decode, enc)
    show("aé€ц".encode, enc, "replace")
    show(b"a\xff\xfe".decode, enc, "backslashreplace")
for enc in ["hex", "base64", "uu", "quopri", "zlib", "bz2"]:
    show(lambda: codecs.decode(codecs.encode(b"abc" * 9, enc), enc))
show(codecs.encode, b"abc", "hex")
show(codecs.decode, b"6", "hex")
show(codecs.encode, b"aaaa", "base64")
