def concat(n):
    s = ""
    for i in range(n):
        s += chr(97 + i % 26)
    return len(s), s[:5], s[-5:], hash(s) == hash("".join(chr(97 + i % 26) for i in range(n)))

print(concat(10000))

def wide(n):
    s = ""
    for i in range(n):
        s += "a"
        if i == n // 3: s += "\xe9"
        if i == n // 2: s += "\u20ac"
        if i == n - 1: s += "\U0001F600"
    return len(s), [c for c in s if c != "a"]

print(wide(6000))

def join(n):
    parts = []
    for i in range(n):
        parts.append(f"{i:x}-{i % 7}")
    s = ",".join(parts)
    return len(s), s[-20:]

print(join(6000))

def vowels(text, n):
    c = 0
    for i in range(n):
        if text[i % len(text)] in "aeiou":
            c += 1
    return c

print(vowels("the quick brown fox", 10000))

def alias(n):
    s = "x"
    keep = []
    for i in range(n):
        if i % 2000 == 0:
            keep.append(s)
        s += "y"
    return [len(k) for k in keep], len(s)

print(alias(8000))
