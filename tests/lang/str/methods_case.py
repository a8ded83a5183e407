for s in ("hello World", "ÉCOLE straße", "ǆ", "İi", "ΑΣ ΣΑΣ", "ﬁn", "x1y2 z", "they're bill's", ""):
    print(repr(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold())
for s in ("abc", "ABC", "Abc Def", "123", "²", "Ⅷ", "½", "٣", " \t", "", "a1", "_x", "1x", "é", "\x00", "a b", "A1 B"):
    print(repr(s), *[int(getattr(s, m)()) for m in ("isalpha", "isdigit", "isdecimal", "isnumeric", "isalnum", "isspace", "islower", "isupper", "istitle", "isidentifier", "isprintable", "isascii")])
