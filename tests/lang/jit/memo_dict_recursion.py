memo = {}
def lcs(a, b, i, j):
    if i == len(a) or j == len(b): return 0
    k = (i, j)
    if k in memo: return memo[k]
    r = 1 + lcs(a, b, i + 1, j + 1) if a[i] == b[j] else max(lcs(a, b, i + 1, j), lcs(a, b, i, j + 1))
    memo[k] = r
    return r
print(lcs("ACCGGTCGAGTGCGCGGAAGCCGGCCGAA" * 2, "GTCGTTCGGAATGCCGTTGCTCTGTAAA" * 2, 0, 0), len(memo))
def lev(a, b):
    prev = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        cur = [i]
        for j, y in enumerate(b, 1): cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (x != y)))
        prev = cur
    return prev[-1]
print(lev("kitten sitting on a bench" * 3, "sitting kittens in a trench" * 3))
