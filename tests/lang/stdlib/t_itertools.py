from itertools import *
print(list(chain([1], "ab", ())), list(chain.from_iterable([[1], [2, 3]])), list(islice(count(5, 2), 4)), list(islice("abcdef", 1, 5, 2)), list(islice(cycle("ab"), 5)), list(repeat(7, 3)))
print(list(accumulate([1, 2, 3])), list(accumulate([3, 1, 2], max, initial=0)), list(takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 5, 1])), list(filterfalse(None, [0, 1, ""])), list(compress("abc", [1, 0, 1])))
print(list(product([1, 2], "ab")), list(product([0, 1], repeat=2)), list(permutations([1, 2, 3], 2)), list(combinations("abc", 2)), list(combinations_with_replacement([1, 2], 2)), len(list(permutations(range(5)))))
print([(k, list(g)) for k, g in groupby("aabbca")], [(k, len(list(g))) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)], list(zip_longest([1, 2], "a", fillvalue="-")), list(starmap(pow, [(2, 3), (3, 2)])), list(pairwise([1, 2, 3])), list(batched("abcde", 2)))
a, b = tee(iter([1, 2, 3])); next(a); print(list(a), list(b)); c = count(2**62, 2**62); print(next(c), next(c), next(c), c)
for e in ("list(islice([1], -1))", "next(chain())", "list(repeat(1, -1))", "product(5)", "count('a')", "list(batched([1], 0))", "list(batched([1,2,3], 2, strict=True))", "list(combinations([1], -1))", "list(zip_longest(5))"):
    try: print(eval(e))
    except Exception as x: print(e, type(x).__name__, x)
print(next(count(1.5, 0.5)), list(islice(count(10, -3), 3)), repr(count(3)), repr(repeat(1, 2)), list(islice(accumulate(count(1)), 4)))
