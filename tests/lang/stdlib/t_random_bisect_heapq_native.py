# _random, _bisect, _heapq: results and messages.
import _random, _bisect, _heapq
r=_random.Random(1); print(r.random(), r.getrandbits(70), r.getrandbits(0))
r.seed(-7); print(r.random()); s=r.getstate(); print(len(s), s[-1]); a=r.random(); r.setstate(s); print(a==r.random()); r.seed(1.5); print(r.random()); r.seed(); r.random()
for f in [lambda: r.getrandbits(-1), lambda: r.setstate(3), lambda: r.setstate((1,)), lambda: r.setstate(s[:-1]+(9999,)), lambda: r.seed([])]:
    try: f()
    except Exception as e: print(type(e).__name__, e)
L=[1,3,3,5]
print(_bisect.bisect_left(L,3), _bisect.bisect_right(L,3), _bisect.bisect_right(L,3,0,2), _bisect.bisect_left('abd','c'), _bisect.bisect_left([(1,'a'),(2,'b')],2,key=lambda t:t[0]))
_bisect.insort_left(L,4); _bisect.insort_right(L,2.5); print(L)
for f in [lambda: _bisect.bisect_left(L,3,-1), lambda: _bisect.bisect_left(L,'a'), lambda: _bisect.bisect_left(5,1), lambda:_bisect.bisect_left(L)]:
    try: f()
    except Exception as e: print(type(e).__name__, e)
h=[]
for i in [5,2,8,1,9,3]: _heapq.heappush(h,i)
print(h, _heapq.heappop(h), h, _heapq.heapreplace(h,7), _heapq.heappushpop(h,0), h)
x=[(i*7919)%101 for i in range(60)]; _heapq.heapify(x); print(x); print([_heapq.heappop(x) for _ in range(60)])
for f in [lambda: _heapq.heappop([]), lambda: _heapq.heappush((),1), lambda: _heapq.heapreplace([],1), lambda: _heapq.heapify([1,'a'])]:
    try: f()
    except Exception as e: print(type(e).__name__, e)
