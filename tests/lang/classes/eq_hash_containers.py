class P:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return isinstance(o, P) and self.x == o.x
    def __hash__(self): return hash(self.x)
    def __repr__(self): return f"P{self.x}"
print({P(1), P(1), P(2)} == {P(2), P(1)}, {P(1): "a"}[P(1)], P(1) in [P(1)], [P(1), P(2)].index(P(2)), (P(1), 2) == (P(1), 2), P(1) != P(2), len({P(1): 1, 1: 2}))
class M(P): pass
print(M(1) == P(1), {M(1): 0}.get(P(1)), [P(3), M(3)].count(P(3)))
class Rich:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
    def __gt__(s, o): return s.v > o.v
print(min(Rich(2), Rich(1)).v, max([Rich(2), Rich(5)]).v, [r.v for r in sorted([Rich(3), Rich(1)], reverse=True)], Rich(1) < Rich(2) < Rich(3))
try: Rich(1) <= Rich(2)
except TypeError as e: print(e)
