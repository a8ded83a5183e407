import operator as op, heapq, bisect
print(op.add(1, 2), op.itemgetter(1)([5, 6]), op.itemgetter(0, 2)("abc"), op.attrgetter("real", "imag")(1j), op.methodcaller("upper")("a"), op.contains([1], 1), op.index(5), op.truth([]), op.not_(1), op.iadd([1], [2]), op.countOf([1, 1], 1), op.concat("a", "b"), op.length_hint([1]), op.matmul.__name__)
l = []; op.setitem(d := {}, "k", 1); op.delitem(d, "k"); print(d, op.is_(l, l), op.call(len, "ab"), op.attrgetter("a.b")(type("X", (), {"a": type("Y", (), {"b": 3})})))
h = [5, 3, 8, 1]; heapq.heapify(h); print(h, heapq.heappop(h), heapq.heappushpop(h, 0), heapq.heapreplace(h, 9), h, heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, "hello", key=ord), list(heapq.merge([1, 4], [2, 3])), list(heapq.merge([4, 1], [3], reverse=True)))
out = []
for x in (5, 2, 9, 1): heapq.heappush(out, (x, str(x)))
print([heapq.heappop(out) for _ in range(4)])
try: heapq.heappop([])
except IndexError as e: print(e)
a = [1, 3, 3, 5]; print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 9), bisect.bisect_left(a, 4, 1, 3), bisect.bisect([1, 2], 2, key=lambda v: v)); bisect.insort(a, 4); print(a)
