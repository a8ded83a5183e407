class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
def m(v):
    match v:
        case 0: return "zero"
        case -1 | 1.5 | 2j: return "num"
        case "s" | b"b": return "text"
        case None | True: return "const"
        case []: return "empty seq"
        case [1, *rest]: return f"one {rest}"
        case (a, b) if a == b: return f"pair {a}"
        case [a, [b, c], *_]: return f"nested {a}{b}{c}"
        case [*_, "last"]: return "last"
        case {"k": k, **rest}: return f"k={k} {rest}"
        case {}: return "mapping"
        case P(x=0, y=y): return f"P0 {y}"
        case P(x, y): return f"P {x} {y}"
        case int(n) if n > 100: return f"big {n}"
        case int() | float() as n: return f"n {n}"
        case str(s): return f"str {s}"
        case _: return "other"
for v in (0, 0.0, False, -1, 1.5, 2j, "s", b"b", None, True, [], (), [1], [1, 2, 3], (5, 5), [1], (2, [3, 4], 5), [7, 8, "last"], {"k": 1}, {"k": 2, "z": 3}, {}, {"q": 1}, P(0, 1), P(1, 2), 101, 7, 2.5, "word", {1}, object, range(0), bytearray(b"x"), iter([])):
    print(m(v))
