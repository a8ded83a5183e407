# Methods that may give back the string itself, and sums over containers whose items need no iterator.
class S(str):
    pass


for s in ["abc", "ABC", " a b ", "", "\xe9\xc9", "\u0416\u0436", "x" * 70, "X" * 70 + "y", S("abc"), S("Abc "), S(" ")]:
    r = [s.lower(), s.upper(), s.casefold(), s.strip(), s.lstrip(), s.rstrip(), s.strip("xX"), s.replace("q", "z"), s.replace("", ""), s.replace("a", "b", 0), s.title(), s.swapcase()]
    print([x if len(x) < 20 else len(x) for x in r], {type(x).__name__ for x in r})
print(" ".join(" a  bb c ".split()), "a,b,,c".split(","), " x ".split(None, 0), S("p q").split(), "".split(), "".split(","), ("w " * 40).split() == ["w"] * 40)

print(sum(b""), sum(b"\x01\xff"), sum(bytearray(b"\x80\x80"), 5), sum(b"ab", 0.5), sum(bytearray(3), 2**70), sum(b"ab", 2**60), sum(b"ab", True))


class B(bytes):
    def __iter__(self):
        return iter([1000])


class C(bytearray):
    pass


print(sum(B(b"abc")), sum(C(b"abc")), sum(memoryview(b"abc")))


class Grow:
    def __init__(self, l):
        self.l = l

    def __radd__(self, other):
        if len(self.l) < 8:
            self.l.append(3)
        return other + 1


l = [1, 2]
l.append(Grow(l))
l.append(4)
print(sum(l), len(l))
it = iter([1, 2, "x", 3, 4])
try:
    sum(it)
except TypeError as e:
    print(e)
print(list(it), sum(it), next(it, "end"))
it = iter([1, 2, 3])
print(sum(it), sum(it), list(it))


class Shrink:
    def __init__(self, l):
        self.l = l

    def __radd__(self, other):
        self.l.clear()
        return other


l = [5, 6]
l += [Shrink(l), 7, 8]
print(sum(l), l)
try:
    sum(["a"], "")
except TypeError as e:
    print(e)
