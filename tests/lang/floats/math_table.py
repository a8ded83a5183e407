# math: every function over special values, ldexp at the edges, messages.
import math
xs=[0.5,-0.5,0.0,-0.0,1.0,-1.0,2.5,-3.7,1e308,-1e308,1e-310,float('inf'),-float('inf'),float('nan'),710.0,3,10**30,True,171.5,0.1]
for n in "acos acosh asin asinh atan atanh cos cosh erf erfc exp exp2 expm1 fabs log1p sin sinh sqrt tan tanh degrees radians ulp isfinite isinf isnan ceil floor trunc gamma lgamma log log2 log10 modf frexp".split():
    f=getattr(math,n)
    out=[]
    for x in xs:
        try: r=repr(f(x))
        except Exception as e: r=type(e).__name__
        out.append(r)
    print(n, *out)
for n in "atan2 copysign fmod pow remainder nextafter hypot log isclose".split():
    f=getattr(math,n)
    for x in xs:
        out=[]
        for y in xs:
            try: r=repr(f(x,y))
            except Exception as e: r=type(e).__name__+str(e)*(n!='log')
            out.append(r)
        print(n, x, *out)
for x in (0.5,1.0,-3.25,1e-300,1.7e308,5e-324):
    for i in (-2000,-1100,-1074,-1060,-1023,-30,0,5,1000,1023,1024,2000,2100,10**30):
        try: print(math.ldexp(x,i), end=' ')
        except Exception as e: print(type(e).__name__, e, end=' ')
print()
print(math.log(10**400), math.log2(2**5000+1), math.log10(10**1000), math.log2(2**64-1), math.log(2**2000-1))
print(math.gcd(), math.gcd(12,-18), math.lcm(4,6), math.lcm(), math.gcd(2**100,6**50), math.isqrt(10**50), math.factorial(30), math.perm(10,3), math.perm(5), math.comb(100,50), math.comb(3,9))
print(math.fsum([.1]*10), math.prod([1,2,3.5]), math.prod([2]*100), math.prod([],start=7), math.sumprod([1,2.5,3],[4,5,6]), math.sumprod([10**20,1],[3,4]), math.sumprod([True,2],[1,0.5]), math.hypot(3,4,12), math.hypot(), math.dist((1,2),(4,6)), math.fma(2,3,4))
print(math.floor(2.7), math.ceil(-2.7), math.trunc(-2.7), math.floor(10**30), math.ceil(True), math.pi, math.tau)
for s in ["math.sqrt('a')","math.factorial(-1)","math.factorial(2.5)","math.comb(-1,2)","math.isqrt(-4)","math.gcd(1.5)","math.fsum(['a'])","math.dist((1,),(1,2))","math.sumprod([1],[1,2])","math.floor('a')","math.ldexp(1,1.0)","math.trunc('a')","math.floor(float('nan'))","math.ceil(float('inf'))","math.fsum([1e308,1e308])","math.isclose(1,1,rel_tol=-1)","math.nextafter(1,2,steps=-1)","math.exp(1000)","math.pow(0,-1)","math.fma(float('inf'),0,1)",]:
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
print(math.isclose(1,1+1e-10), math.isclose(1,2,rel_tol=.6), math.nextafter(1,2,steps=3), math.isclose(a=1,b=1))
