z = 3 + 4j
print(z, repr(z), abs(z), z.real, z.imag, z.conjugate(), -z, +z, z * z, z / (1 - 2j), z ** 2, z ** 0.5, z == 3 + 4j, hash(2 + 0j) == hash(2))
print(1j, -1j, 0j, -0j, complex(-0.0, -0.0), complex(1, -0.0), 1e20 + 1e-20j, complex(float("inf"), float("nan")), complex(float("nan"), -1))
print(complex(), complex(1.5), complex("1+2j"), complex(" -3.5e2-1j "), complex("j"), complex("(1-1j)"), complex("inf+nanj"), complex(real=2, imag=3))
for a in (("1 + 2j",), ("abc",), ("1+",), ("1 j",)):
    try:
        print(complex(*a))
    except Exception as e:
        print(type(e).__name__, e)
for e in ("1j < 2", "1j // 2", "1j % 2", "1j / 0", "int(1j)", "float(1j)", "divmod(1j, 1)", "0j ** -1", "round(1j)", "pow(1j, 2, 3)"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
print(1j ** 2, 1j ** 1j, 0j ** 0, (2 + 0j) ** 3, 2 ** 1j == pow(2, 1j), 1 + 2j != 1, 1 == 1 + 0j, 5 - 2j, 2.5 * 1j)
print(f"{z:.2f} {z:>12} {1.5 + 2j:g} {z:+.1e} {0.1 + 0.2j!r}", "%s" % z, format(1 + 1j, "10.1f") + "|")
class C:
    def __complex__(self): return 9 + 9j
print(complex(C()), bool(0j), bool(1j), isinstance(z, complex), z.__class__, sum([1j, 2, 0.5]))
