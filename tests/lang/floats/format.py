for spec in ("", "f", ".0f", ".3f", "e", ".2e", "g", ".3g", "#.3g", "G", "E", "F", "%", ".1%", "10.2f", "<10.2f", "+.1f", " .1f", "010.2f", ",.2f", "_.2f", "=+12.3f", "*^12.1f", "n", "z.1f", ".20f", "#.0f", "r>8.1f"):
    print(repr(spec), [format(x, spec) for x in (0.0, -0.04, 1234567.891, 1e-7, float("inf"))])
for spec in ("d", "x", "s", "c", ".", "f.2", ",_f", "1e"):
    try:
        print(format(1.5, spec))
    except Exception as e:
        print(repr(spec), type(e).__name__, e)
print("%f %e %g %.2f %+.1e %08.3f %-8.2f| %.0f %#.0f %g" % (1.5, 1.5, 1.5, 2.345, 12345.678, -3.14159, 2.5, 2.5, 3.0, 1e-10))
print(f"{1e10:.3g} {123456.0:g} {1234567.0:g} {0.0001:g} {0.00001:g} {float('nan'):05} {float('-inf'):+f}")
