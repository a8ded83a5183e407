rows = [[1, 2], [3, 0]]
print([[a // b for b in r] for r in rows for a in r])
