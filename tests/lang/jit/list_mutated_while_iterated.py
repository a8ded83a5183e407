def grow():
    xs = [1]
    t = 0
    for x in xs:
        t += x
        if len(xs) < 6000:
            xs.append(x + 1)
    return t, len(xs)

print(grow())

def shrink():
    xs = list(range(9000))
    seen = 0
    for x in xs:
        seen += 1
        if x % 2 == 0:
            xs.pop()
    return seen, len(xs), xs[-1]

print(shrink())

def clear_in_loop():
    xs = list(range(5000))
    c = 0
    for x in xs:
        c += 1
        if x == 3000:
            xs.clear()
    return c, xs

print(clear_in_loop())

def dict_grow():
    d = {i: i for i in range(5000)}
    c = 0
    try:
        for k in d:
            c += 1
            if k == 4000:
                d["new"] = 1
    except RuntimeError as e:
        return c, str(e)

print(dict_grow())

def set_grow():
    s = set(range(5000))
    c = 0
    try:
        for k in s:
            c += 1
            if c == 4000:
                s.add("new")
    except RuntimeError as e:
        return c, str(e)

print(set_grow())
