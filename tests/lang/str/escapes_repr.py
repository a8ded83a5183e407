for s in ("plain", "it's", 'say "hi"', "both ' and \"", "tab\t nl\n cr\r", "\x00\x01\x7f", "\x80\xa0\xad", "\u0378\u200b\u2028", "\ud800", "\U0010ffff", "\\back", "é😀"):
    print(repr(s), ascii(s), len(s))
print([b"\x00\xff'", bytearray(b'"')], "\a\b\f\v".encode(), '\'', "\"", "\
", "\7\77\377".encode("latin-1"), "\x4a\u004a\U0000004a", "\N{SNOWMAN}", r"\'", r'\\', R"\x", b"\'\x41\101", eval(repr("\ud800a\n'\"")) == "\ud800a\n'\"")
print(str(["a'b", 'c"d']), f"{'a'!r} {chr(39)!r}", "%r" % ("x\ny",), repr("\u00e9"), "{!a}".format("é"))
