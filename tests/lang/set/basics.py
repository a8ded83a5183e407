s = {3, 1, 2}
s.add(4); s.add(1); s.discard(9); s.remove(3)
print(sorted(s), len(s), 1 in s, s == {1, 2, 4}, set(), frozenset(), {1}, frozenset([1]), set("aab") == {"a", "b"}, type({*()}).__name__)
a, b = {1, 2, 3}, {2, 3, 4}
print(a & b, a | b, a - b, a ^ b, a <= b, {2} < a, a >= {1}, a > a, a.isdisjoint({9}), a.issubset(range(9)), a.issuperset([1]), a.union([7], (8,)) == {1, 2, 3, 7, 8}, a.intersection([1, 9]), a.difference([1], [2]), a.symmetric_difference([3, 4]) == {1, 2, 4})
a |= {5}; a &= {1, 5, 6}; a -= {1}; a ^= {7}; print(sorted(a)); a.update([1], "x"); a.intersection_update([1, 7]); a.difference_update([7]); a.symmetric_difference_update([2]); print(sorted(a))
for e in ("{1} + {2}", "{1} | [2]", "set(5)", "{1}.remove(9)", "set().pop()", "hash({1})", "{1} < [1]", "set(1, 2)", "frozenset([1]).add(2)", "{1}.foo", "{1}.union(5)", "{1} & 'a'"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
f = frozenset([1, 2]); print(hash(f) == hash(frozenset([2, 1])), {f: 1}[frozenset([2, 1])], f | {3}, type(f | {3}).__name__, type({3} | f).__name__, f == {1, 2}, frozenset(f) is f, f.copy() is f, {1, 2} in {f}, {f} & {frozenset([1, 2])} == {f})
print({1, 1.0, True}, {0, False, -0.0}, len({float("nan"), float("nan")}), {x % 3 for x in range(10)}, s.copy() == s, s.pop() in (1, 2, 4), bool(set()))
class S(set):
    def add(self, x): super().add(x * 2)
z = S([1]); z.add(5); print(z, type(z | {1}).__name__, type(z.copy()).__name__, z == {1, 10})
x = {1, 2, 3}
try:
    for i in x: x.discard(i)
except RuntimeError as e: print(e)
a = b = {1}; a |= {2}; print(b); a = a | {3}; print(b)
