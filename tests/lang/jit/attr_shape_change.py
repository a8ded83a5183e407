class P:
    pass

def f(n):
    objs = [P() for _ in range(4)]
    for o in objs:
        o.x = 0
    for i in range(n):
        o = objs[i & 3]
        o.x += 1
        if i == n // 2:
            o.y = 10
            objs[1].z = "z"
        if i == n // 2 + 100:
            del objs[1].z
            objs[2].__dict__["w"] = 5
    return [o.__dict__ for o in objs]

print(f(20000))

class Q:
    x = 1

def g(n):
    q = Q()
    t = 0
    for i in range(n):
        t += q.x
        if i == 5000:
            q.x = 3
        if i == 8000:
            del q.x
        if i == 9000:
            Q.x = 100
    Q.x = 1
    return t

print(g(10000))

def h(n):
    t = 0
    for i in range(n):
        p = P()
        if i % 3 == 0:
            p.a = i
            p.b = 1
        elif i % 3 == 1:
            p.b = i
            p.a = 2
        else:
            p.c = 1
            p.a = 3
            p.b = 4
        t += p.a * 2 + p.b
    return t

print(h(9000))
