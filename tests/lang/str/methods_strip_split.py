print("  a b ".strip() + "|", "xxaxx".strip("x"), "xyaxy".lstrip("xy"), "abcabc".rstrip("bc"), "\u2003a\u2003".strip() + "|", "a".strip(None), "".strip())
print("a,b,,c".split(","), " a  b c ".split(), "a b c".split(None, 1), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), " a b ".rsplit(None, 1), "".split(), "".split(","), "a--b--c".split("--"), "abc".split("x"), "a b".split(maxsplit=0))
print("a\nb\r\nc\rd\x0be\x1cf\x85g\u2028h\n".splitlines(), "a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines())
print("a=b=c".partition("="), "a=b=c".rpartition("="), "abc".partition("="), "abc".rpartition("="))
print("prefix_x".removeprefix("prefix_"), "x.py".removesuffix(".py"), "abc".removeprefix("z"), "abc".removesuffix(""))
for e in ("'a'.split('')", "'a'.partition('')", "'a'.split(1)", "'a'.removeprefix(1)", "'a'.splitlines('x', 2)", "'a'.split(sep=',', foo=1)"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
print("-".join(["a", "b"]), "".join([]), ",".join("abc"), "x".join(("only",)), " ".join(str(i) for i in range(4)))
for bad in ([1], ["a", None], 5):
    try:
        ",".join(bad)
    except TypeError as x:
        print(x)
