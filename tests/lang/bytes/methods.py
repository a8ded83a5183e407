b = b"Hello, World, Hello"
print(b.upper(), b.lower(), b.title(), b.swapcase(), b.capitalize(), b.find(b"World"), b.find(72, 1), b.rfind(b"Hello"), b.index(b"o"), b.count(b"l"), b.count(108), b.replace(b"Hello", b"Bye", 1))
print(b.split(b", "), b.split(), b.rsplit(b",", 1), b.partition(b","), b.rpartition(b","), b"a\nb\r\nc".splitlines(), b"a\n".splitlines(True), b",".join([b"a", bytearray(b"b")]))
print(b"  x ".strip(), b"xxaxx".strip(b"x"), b"ab".center(6, b"*"), b"ab".ljust(4), b"ab".rjust(4, b"-"), b"7".zfill(3), b"a\tb".expandtabs(4), b"abc".translate(bytes(range(256)), b"b"), b"abc".translate(bytes.maketrans(b"a", b"z")), b"pre.x".removeprefix(b"pre."), b"a.py".removesuffix(b".py"))
print(b.startswith(b"He"), b.endswith((b"x", b"lo")), b"abc".isalpha(), b"1".isdigit(), b"a1".isalnum(), b" ".isspace(), b"A".isupper(), b"a".islower(), b"Ab".istitle(), b"\x80".isascii(), b"".isalpha())
for e in ("b.find('a')", "b.split('a')", "b.index(b'zz')", "b.replace('a', 'b')", "b.startswith('a')", "b.find(256)", "b.center(3, b'xx')", "b.translate(b'x')", "b.decode('ascii', 'x') and b'\\xff'.decode('ascii')", "b.foo", "b''.join([1])"):
    try:
        print(eval(e))
    except Exception as x:
        print(type(x).__name__, x)
