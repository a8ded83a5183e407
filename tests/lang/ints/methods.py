print((10).as_integer_ratio(), (5).conjugate(), (5).real, (5).imag, (5).numerator, (5).denominator, (3).is_integer())
print((7).__add__(3), (7).__add__(3.0), (7).__floordiv__(2), (7).__rsub__(10), (3).__lt__(4), (3).__eq__("x"), (0).__bool__())
print((255).__format__("x"), (5).__index__(), (5).__float__(), (5).__pow__(2), (5).__pow__(2, 7), (-5).__abs__(), (5).__neg__())
print(int.__name__, int.__mro__, int.from_bytes([1, 2], "big"), int.__doc__.splitlines()[0])
print(5 .real, 0xFF, 0o17, 0b11, 1_000, 0xdead_beef)
print(hash(0), hash(1), hash(-1), hash(-2), hash(2**61 - 1), hash(2**61), hash(-2**61), hash(2**100))
print(1 == 1.0, 1 == True, hash(1) == hash(1.0) == hash(True), 2**53 + 1 == float(2**53 + 1), 2**53 == float(2**53))
print(2**1000 > 1e300, -2**1024 < float("-inf"), 2**1024 < float("inf"), 3 < float("nan"))
print(max(3, 2.5, True), min([2**70, 5]), sorted([3, -1, 2**65, -2**65, 0, 1.5]))
try:
    int.foo
except AttributeError as e:
    print(e)
try:
    (5).foo = 1
except AttributeError as e:
    print(e)
try:
    int.__add__("a", 1)
except TypeError as e:
    print(e)
