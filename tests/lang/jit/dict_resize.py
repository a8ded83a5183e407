def fill(n):
    d = {}
    t = 0
    for i in range(n):
        d[i * 7919 % 65536] = i
        t += d[(i // 2) * 7919 % 65536]
        if i % 5 == 0:
            del d[i * 7919 % 65536]
            d[i * 7919 % 65536] = i
    return t, len(d), list(d.items())[:3], list(d)[-1]

print(fill(10000))

def strings(n):
    d = {}
    for i in range(n):
        k = "k" + str(i % 1500)
        d[k] = d.get(k, 0) + 1
    return len(d), d["k7"], d["k1499"], list(d)[:2]

print(strings(10000))

def churn(n):
    d = {}
    for i in range(n):
        d[i] = i
        if i >= 100:
            del d[i - 100]
    return len(d), next(iter(d)), d.popitem()

print(churn(10000))

def mixed(n):
    d = {}
    for i in range(n):
        d[i] = 0
        d[float(i)] = 1
        d[str(i)] = 2
        d[(i, i)] = 3
        if i % 2 == 0:
            d[bool(i % 4)] = 4
    return len(d), d[0], d[1], d[2], sum(d.values())

print(mixed(3000))
