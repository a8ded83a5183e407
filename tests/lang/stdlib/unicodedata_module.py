# bless: by hand, for Unicode 16 and the messages of 3.14
import unicodedata as u


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


print(u.unidata_version, u.ucd_3_2_0.unidata_version, type(u.ucd_3_2_0))
for c in "a5½²Ⅷ一٣\u0301\u05d0(\ud800\u0378\U00016ea0\U00010d40":
    print(hex(ord(c)), u.category(c), u.bidirectional(c), u.east_asian_width(c), u.mirrored(c), u.combining(c), u.decimal(c, None),
          u.digit(c, None), u.numeric(c, None), u.name(c, None))
for c in "éﬁ각Å\u2126":
    print(ascii(c), repr(u.decomposition(c)), [ascii(u.normalize(f, c)) for f in ("NFC", "NFD", "NFKC", "NFKD")],
          [u.is_normalized(f, c) for f in ("NFC", "NFD", "NFKC", "NFKD")])
for name in ("SPACE", "latin small letter a", "LINE FEED", "NBSP", "BELL", "LATIN SMALL LETTER R WITH TILDE", "CJK UNIFIED IDEOGRAPH-4E00",
             "HANGUL SYLLABLE GAG", "LATIN_SMALL_LETTER_A", "LATINSMALLLETTERA", "nonsense", "x" * 300, "HANGUL SYLLABLE", ""):
    print(name[:20], ascii(attempt(u.lookup, name)), ascii(attempt(u.ucd_3_2_0.lookup, name)))
print(u.lookup(b"SPACE") == " ", attempt(u.lookup, 1))
print(ascii("\N{LINE FEED}\N{NBSP}\N{latin small letter gha}"), ascii(rb"\N{LINE FEED}\N{BYTE ORDER MARK}".decode("unicode_escape")))
for f, *args in ((u.category, 1), (u.category, "ab"), (u.name, 1), (u.name, "ab"), (u.name, "\n"), (u.decimal, "a"), (u.digit, "a"),
                 (u.numeric, "a"), (u.normalize, "x", "e"), (u.normalize, 1, "e"), (u.normalize, "NFC", 1), (u.normalize, "x", ""), (u.UCD,)):
    print(attempt(f, *args))
old = u.ucd_3_2_0
print(old.category("\u0221"), old.category("a"), old.name("a"), attempt(old.name, "\u0221"), ascii(old.normalize("NFC", "\U0002f868")), attempt(old.category))
text = "e\u0301\U00016ea0\u0301 \ud800e\u0301"
print(ascii(u.normalize("NFC", text)), u.is_normalized("NFC", text))
