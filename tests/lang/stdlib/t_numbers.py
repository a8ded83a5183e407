from fractions import Fraction as F
from decimal import Decimal as D, getcontext, ROUND_HALF_UP, localcontext, InvalidOperation
import statistics as st, random, math
print(F(3, 4) + F(1, 4), F("0.125"), F(1.5), F(6, -8), F(7, 3) // 1, F(7, 3) % 1, F(1, 3) ** 2, float(F(1, 3)), F(22, 7).limit_denominator(5), repr(F(1, 2)), hash(F(2)) == hash(2), F(1, 2) == 0.5, round(F(7, 3), 2), F(1, 2) < F(2, 3), math.floor(F(-7, 2)), F(3, 2) + 1, F(1, 2) + 0.5)
try: F(1, 0)
except ZeroDivisionError as e: print(e)
print(D("0.1") + D("0.2"), D(1) / D(3), D("1.10"), D(1.5), D("1E+3"), D("-0"), D("NaN"), D("Infinity"), D("2.675").quantize(D("0.01"), ROUND_HALF_UP), D(2) ** 100, D(2).sqrt(), D("1.5") == 1.5, int(D("3.9")), round(D("2.5")), D("123.456").as_tuple(), D("1.20").normalize(), f"{D('1234.5'):,.2f}", repr(D(1)), D(7) % D(-3), D(7) // 2, max(D(1), D(2)), D("1e400") * 10, hash(D(5)) == hash(5))
with localcontext() as c: c.prec = 5; print(D(1) / D(7))
for e in ("D('abc')", "D(1) / 0", "D(1) + 1.5", "D('sNaN') + 1"):
    try: print(eval(e))
    except Exception as x: print(e, type(x).__name__)
print(st.mean([1, 2, 3, 4]), st.median([3, 1, 2, 4]), st.mode("aab"), round(st.stdev([1, 2, 3, 4]), 4), st.pvariance([1, 2, 3]), st.fmean([1, 2]), st.quantiles([1, 2, 3, 4], n=4), st.multimode("aabb"), st.geometric_mean([1, 4]), st.harmonic_mean([1, 2]))
random.seed(42); print([random.random() for _ in range(3)], random.randint(1, 100), random.choice("abc"), random.sample(range(100), 4), random.shuffle(l := list(range(6))), l, random.uniform(1, 2), random.gauss(0, 1), random.choices([1, 2], k=4), random.getrandbits(70), random.randrange(0, 10, 3))
r = random.Random("seed"); print(r.random(), r.randbytes(4)); s = r.getstate(); a = r.random(); r.setstate(s); print(a == r.random())
