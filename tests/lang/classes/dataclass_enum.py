from dataclasses import dataclass, field, replace, asdict, astuple, fields, FrozenInstanceError, KW_ONLY
@dataclass(order=True)
class P:
    x: int
    y: int = 5
    tags: list = field(default_factory=list, compare=False, repr=False)
p = P(1); print(p, p == P(1, 5), p < P(2), replace(p, y=7), asdict(p), astuple(p), [f.name for f in fields(P)], P.__match_args__)
@dataclass(frozen=True)
class F:
    a: int
f = F(1); print(hash(f) == hash(F(1)))
try: f.a = 2
except FrozenInstanceError as e: print(e)
try: P()
except TypeError as e: print(e)
try:
    @dataclass
    class Bad:
        a: list = []
except ValueError as e: print(str(e)[:40])
@dataclass(slots=True, kw_only=True)
class S(F if False else object):
    q: int = 1
    def __post_init__(self): self.q += 1
print(S(q=4), S.__slots__)
from enum import Enum, IntEnum, Flag, auto, unique, StrEnum
class C(Enum):
    RED = 1
    GREEN = 2
    ROUGE = 1
print(C.RED, repr(C.RED), C(2), C["RED"], C.ROUGE is C.RED, list(C), C.RED.name, C.RED.value, C.RED == 1, C.RED in C, len(C), list(C.__members__))
for e in ("C(9)", "C['X']", "C.X", "C.RED < C.GREEN"):
    try: eval(e)
    except Exception as x: print(type(x).__name__, x)
class I(IntEnum): A = auto(); B = auto()
print(I.A + 1, I.B > I.A, repr(I.A), f"{I.A}", [10, 20, 30][I.B])
class Fl(Flag): R = auto(); W = auto(); X = auto()
print(Fl.R | Fl.W, (Fl.R | Fl.X) & Fl.X, ~Fl.R, Fl.R in (Fl.R | Fl.W), bool(Fl(0)), Fl(5), list(Fl.R | Fl.X))
class St(StrEnum): LO = auto(); HI = "high"
print(St.LO, St.HI == "high", f"{St.LO:>4}", St("lo"))
class Pl(Enum):
    E = (1.0, 2); M = (3.0, 4)
    def __init__(self, m, r): self.m, self.r = m, r
    @property
    def s(self): return self.m + self.r
print(Pl.E.s, Pl((3.0, 4)))
try:
    @unique
    class Un(Enum): A = 1; B = 1
except ValueError as e: print(e)
