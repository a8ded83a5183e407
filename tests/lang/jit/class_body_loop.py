class Table:
    rows = {}
    total = 0
    for i in range(5000):
        rows[i % 50] = rows.get(i % 50, 0) + i
        total += i
    del i

print(len(Table.rows), Table.rows[49], Table.total, hasattr(Table, "i"))
exec("""
acc = 0
for k in range(6000):
    acc = (acc * 31 + k) % 1000003
print(acc, k)
""", ns := {})
print(sorted(x for x in ns if x != "__builtins__"))
print(eval("sum([j * j for j in range(4000) if j % 3])"))
