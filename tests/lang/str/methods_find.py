s = "abracadabra"
print(s.find("a"), s.find("a", 1), s.find("abra", 1), s.find("x"), s.find(""), s.find("", 11), s.find("", 12), s.rfind("a"), s.rfind("abra"), s.rfind("", 0, 3), s.find("a", -3), s.find("ra", 0, 4), s.rfind("a", 0, -1))
print(s.index("c"), s.rindex("b"), s.count("a"), s.count("abra"), s.count(""), s.count("a", 1, 8), "aaaa".count("aa"))
for e in ("s.index('z')", "s.rindex('z')", "s.find(1)", "s.count(None)", "1 in s", "s.startswith(1)", "s.startswith(('a', 1))", "s.replace(1, 'a')"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
print(s.startswith("abra"), s.startswith(("x", "ab")), s.endswith("bra"), s.endswith(("x", "")), s.startswith("bra", 1), s.endswith("abra", 8), s.startswith("", 11), s.startswith("", 12), s.startswith(()))
print(s.replace("a", "A"), s.replace("a", "", 2), s.replace("", "-"), s.replace("abra", "X"), s.replace("zz", "y"), s.replace("a", "b", 0), "".replace("", "x"), s.replace("a", "1", count=1))
print("a" in s, "" in "", "cad" in s, "x" not in s, "é" in "caf\u00e9", "\U0001F600" in "a\U0001F600b")
print("tab\tx".expandtabs(), "a\tbc\td".expandtabs(4) + "|", "\t".expandtabs(0) + "|", "a\n\tb".expandtabs(2))
print("7".zfill(3), "-7".zfill(4), "+x".zfill(5), "abc".zfill(2), "ab".center(7, "*"), "ab".ljust(4) + "|", "ab".rjust(4, "-"), "abc".center(4) + "|", "a".center(4) + "|")
print("hello".translate({104: "H", 101: None, 108: 76}), "abc".translate(str.maketrans("ab", "xy", "c")), "abc".translate(str.maketrans({"a": "1", "b": "22"})))
try:
    "a".center(5, "xx")
except TypeError as x:
    print(x)
