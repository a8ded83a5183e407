import cmath
from cmath import inf, nan


def show(z):
    # The signs of zeros are unspecified for many special values.
    return f"{z.real + 0.0:.12g} {z.imag + 0.0:.12g}".replace("-0 ", "0 ").removesuffix("-0")


def attempt(f, *args):
    try:
        z = f(*args)
        return show(z) if isinstance(z, complex) else repr(z)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


functions = "acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh".split()
for name in functions:
    f = getattr(cmath, name)
    for z in (1 + 2j, -1 - 2j, -0.5 + 0.25j, 0.75, -3, 2j, 1e300 + 1e300j, 1e-320 + 1e-320j, 0j):
        print(name, z, attempt(f, z))
    for z in (complex(inf, 1), complex(-inf, 1), complex(1, nan), complex(nan, 0), complex(inf, nan), complex(0, nan), complex(1, inf), complex(-inf, inf), complex(710, 1.5)):
        print(name, z, attempt(f, z).replace("-nan", "nan"))
print(attempt(cmath.log, 8, 2), attempt(cmath.log, 1j, 0), attempt(cmath.log, 2, 1), attempt(cmath.log, 0))
print(attempt(cmath.polar, 3 + 4j), attempt(cmath.polar, complex(1.5e308, 1.5e308)), attempt(cmath.phase, -1), attempt(cmath.phase, complex(-1, -0.0)))
print(attempt(cmath.rect, 2, 1), attempt(cmath.rect, inf, 0), attempt(cmath.rect, 1, inf), attempt(cmath.rect, inf, 1), attempt(cmath.rect, 0, inf), attempt(cmath.rect, 1, -0.0))
print(cmath.isclose(1, 1 + 1e-10j), cmath.isclose(1, 1.1, rel_tol=0.2), cmath.isclose(inf, inf), cmath.isclose(inf, 1), attempt(cmath.isclose, 1, 1, 1))
try:
    cmath.isclose(1, 1, rel_tol=-1)
except ValueError as e:
    print(e)
print(cmath.isfinite(1), cmath.isinf(complex(1, inf)), cmath.isnan(complex(nan, 1)), cmath.pi, cmath.infj, cmath.nanj)
for bad in ("1", None, []):
    print(attempt(cmath.sqrt, bad))


class C:
    def __complex__(self):
        return 4 + 0j


class F:
    def __float__(self):
        return 9.0


class I:
    def __index__(self):
        return 16


print([show(cmath.sqrt(x())) for x in (C, F, I)])
