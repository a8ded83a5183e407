class O: pass
o = O(); t = 0
names = ["a", "b", "c"]
for i in range(6000):
    n = names[i % 3]
    setattr(o, n, getattr(o, n, 0) + i)
    if i % 2000 == 1999: delattr(o, "a"); names.append("d%d" % i)
    if hasattr(o, "a"): t += 1
print(t, sorted(vars(o).items()), names)
