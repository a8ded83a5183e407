import math
print(math.sqrt(2), math.isqrt(99), math.hypot(3, 4), math.hypot(1, 2, 3), math.dist((0, 0), (1, 1)))
print(math.gcd(12, 18), math.gcd(), math.lcm(4, 6), math.comb(10, 3), math.perm(5, 2), math.factorial(20))
print(math.fsum([0.1] * 10), sum([0.1] * 10), math.prod([1, 2, 3.5]), math.prod([]), math.sumprod([1, 2], [3, 4]))
print(math.frexp(8.5), math.ldexp(0.5, 5), math.modf(-3.25), math.copysign(1, -0.0), math.fmod(-7, 3), math.remainder(7, 4))
print(math.log(8, 2), math.log2(2**70), math.log10(1000), math.log1p(0), math.exp(0), math.expm1(0), math.exp2(10), math.cbrt(27))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.isclose(0.1 + 0.2, 0.3), math.ulp(1.0), math.nextafter(1, 2))
print(math.degrees(math.pi), math.radians(180) == math.pi, math.tau, math.e)
for f, a in ((math.sqrt, (-1,)), (math.log, (0,)), (math.factorial, (-1,)), (math.isqrt, (-1,)), (math.exp, (1000,)), (math.sqrt, ("a",)), (math.gcd, (1.5,)), (math.comb, (-1, 2)), (math.acos, (2,)), (math.fmod, (1, 0)), (math.pow, (0, -1)), (math.factorial, (2.5,))):
    try:
        print(f(*a))
    except Exception as e:
        print(f.__name__, type(e).__name__)
print(math.floor(1e300) == int(1e300), math.log(10**500) > 1151, math.trunc(-2.5), math.pow(2, 0.5), math.sin(0), math.atan2(1, 1) == math.pi / 4)
