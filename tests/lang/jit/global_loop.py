# The hot loop stands at module level, its variables are globals.
t = 0
u = 1.0
names = []
for i in range(10000):
    t += i * i % 7
    if i % 3 == 0:
        u = u * 0.999 + 1
    if i % 2500 == 0:
        names.append(sorted(k for k in globals() if len(k) == 1))
print(t, u, names[0], i)
i = 0
while True:
    i += 1
    if i > 20000:
        break
    if i % 2:
        continue
    t -= 1
print(t, i)
for q in []:
    pass
try:
    q
except NameError as e:
    print(e)
