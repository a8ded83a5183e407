limit = 10
factor = 2

def bump(i):
    global factor
    if i % 2500 == 0:
        factor += 1

def f(n):
    t = 0
    for i in range(n):
        bump(i)
        t += factor
    return t

print(f(10000), factor)

def helper(x):
    return x + 1

def swap(i):
    global helper
    if i == 4000:
        def helper(x):
            return x + 100
    if i == 6000:
        helper = abs
    if i == 7000:
        helper = lambda x: -x

def g(n):
    t = 0
    for i in range(n):
        t += helper(i)
        swap(i)
    return t

print(g(8000))

def counter(n):
    global hits
    hits = 0
    for i in range(n):
        hits += i & 1
    return hits

print(counter(10000), hits)
