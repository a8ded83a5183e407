def f(n):
    t = 0
    for i in range(n):
        s = str(i * i - 5000)
        t += int(s) + len(s) + int(s[-1])
    return t
print(f(5000))
def digits(n):
    c = [0] * 10
    for i in range(n):
        for ch in "%d" % (i * 7): c[ord(ch) - 48] += 1
    return c
print(digits(3000))
