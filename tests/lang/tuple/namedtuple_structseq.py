import time, sys, os
t = time.gmtime(0); print(t.tm_year, t[0], len(t), t[:3], isinstance(t, tuple), t == tuple(t)); v = sys.version_info; print(v >= (3, 8), v.major, v[:2] == (v.major, v.minor), v.releaselevel in ("final", "alpha", "beta", "candidate"))
s = os.stat("."); print(s.st_mode == s[0], len(s) == 10)
for e in ("t.tm_year = 5", "t[0] = 1", "t.nope"):
    try: exec(e)
    except (AttributeError, TypeError) as x: print(type(x).__name__)
from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: int = 0
    def dist(self): return (self.x ** 2 + self.y ** 2) ** .5
print(P(3, 4).dist(), P(1), P(1) + (2,), P(1) < P(2), [*P(5)], {P(1): 2}[(1, 0)], P._field_defaults, P(1)._replace(y=9), P.__doc__)
