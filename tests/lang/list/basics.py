a = [1, 2, 3]
a.append(4); a.extend((5, 6)); a.insert(0, 0); a.insert(-1, "x"); a.insert(100, "end"); a += "ab"
print(a, len(a), a.pop(), a.pop(0), a.pop(-2), a)
a.remove("x"); print(a, a.index(3), a.index(3, 1), a.count(1), 3 in a, "q" not in a)
a.reverse(); print(a, a[::-1], a.copy() == a, a.copy() is a)
b = a * 2; print(b, [0] * 3, 2 * [1], [1] * -1, a + [9], [] + [])
one = [1]; a.clear(); print(a, list(), list("abc"), list(range(3)), list({1: 2}), [*range(2), *"x"])
for e in ("[].pop()", "[1].pop(5)", "[1][1]", "one['a']", "[1].remove(2)", "[1] + (2,)", "[1] * 'a'", "[1].insert('a', 1)", "[].index(1, 'a')", "list(5)", "[1].append()", "[1].append(1, 2)", "list(1, 2)", "[1, 2].sort(5)", "[].foo", "hash([])", "[1].extend(3)", "list(a=1)"):
    try:
        print(eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
print([1, 2] < [1, 3], [1] < [1, 0], [] < [0], [1, "a"] == [1, "a"], [1, 2] != [1, 2.0], [2] > [1, 5], [[1]] <= [[1]])
try:
    print([1, "a"] < [1, 2])
except TypeError as x:
    print(x)
r = [1]; r.append(r); print(r, repr(r), r == r)
x = y = [1]; x += [2]; print(y); x = x + [3]; print(y, x)
