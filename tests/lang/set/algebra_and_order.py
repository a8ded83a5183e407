a, b = set(range(0, 20, 2)), set(range(0, 20, 3))
print(sorted(a & b), sorted(a | b) == sorted(set(list(a) + list(b))), sorted(a - b), sorted(a ^ b), sorted(a.union(b, [100])), a & b <= a, a >= a & b, a != b, not a.isdisjoint(b), len(a | b) == len(a) + len(b) - len(a & b))
print(frozenset(a) == a, a == frozenset(a), {frozenset(a): 1}[frozenset(a)], frozenset("ab") | {"c"} == {"a", "b", "c"}, set("hello") == set("olleh"), {1, 2} < {1, 2, 3} > {3}, set() <= set(), {1} <= {2})
c = a.copy(); c -= c; print(c, a is not c); c |= {1}; c.update("ab", [2]); print(len(c)); c ^= c; print(c)
s = {(1, 2), "x", None, 1.5, frozenset()}; print(len(s), (1, 2) in s, frozenset() in s, None in s, {} in [s], {1, 2} in s)
for op in ("&", "|", "-", "^", "<", "<="):
    try: eval(f"a {op} [1]")
    except TypeError as e: print(e)
class S(frozenset):
    def __contains__(self, x): return True
print(9 in S(), S([1]) == {1}, type(S([1]) | {2}).__name__, hash(S([1])) == hash(frozenset([1])))
