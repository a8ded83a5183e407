import re
print(re.findall(r"\d+", "a1b22c"), re.sub(r"(\w)(\w)", r"\2\1", "abcd"), re.split(r"[,;]\s*", "a, b;c"), re.match(r"(?P<y>\d{4})-(\d\d)", "2024-05-01").groups(), re.search("x", "abc"), re.fullmatch("a+", "aaa").span())
m = re.search(r"(?P<k>\w+)=(?P<v>\w+)?", "  key= "); print(m, m.groupdict(), m.group(0, 1), m.start("k"), m["k"], m.lastgroup, m.expand(r"<\g<k>>"), m.groups("none"))
print(re.sub("a", lambda m: m.group().upper() + str(m.start()), "banana", count=2), re.subn("a", "x", "aa"), re.escape("a.b*c"), [m.group() for m in re.finditer("a.", "abacad")], re.findall("(a)(b)?", "aab"), re.split("(-)", "a-b"))
print(re.compile("A", re.I).findall("aA"), re.findall("^a", "a\na", re.M), re.findall("a.b", "a\nb", re.S), re.findall(r"(?i)É", "éÉ"), re.findall(r"\bfoo\b", "foo foobar foo"), re.findall(r"(?<=a)b|c(?!d)", "abcdc"), re.findall(r"a{2,3}?", "aaaaa"), re.sub(r"\s+", " ", "a \n\t b"), re.findall(rb"\w", b"ab"))
for p in ("(", "*a", "[a", "a{2,1}", "(?P<1>a)", r"\1", "(?<n>a)", "a**"):
    try: re.compile(p)
    except re.error as e: print(p, e)
print(re.match("(a|ab)(c|bcd)(d*)", "abcd").groups(), re.compile("x").pattern, re.findall("", "ab"), re.sub("x*", "-", "abc"), re.findall(r"(?:a|b)+", "aabbc"), re.match(r"(\w+) \1", "hi hi").group(1), re.findall(r"[^\W\d_]+", "ab1_cd é"), re.findall("(?x) a # c\n b", "ab"), bool(re.match("(a+)+$", "aaaaaaaaaaaaaaa")))
print(repr(re.compile("a", re.I | re.M)), re.sub("(?P<n>b)", r"[\g<n>]", "abc"), re.match("a*+a", "aaa"), re.findall(r"\N{BULLET}", "•"))
