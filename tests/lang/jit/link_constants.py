# A path comes back to the head of an inner loop that was recorded while a variable held a constant.
def p():
    a, b, c, d, i = 1, 2, 3, -5, 0
    l, m = [1, 2, 3], [0] * 8
    r = set()
    s = ""
    while i < 344:
        i += 1
        c -= (d // (a or 3))
        r ^= {8, (i > 20) % 9}
        c = (((c + (5 >> 1)) & ((4 - a) - (d % ((i > 20) or -7))) | 1)) % 97
        for d in sorted(r)[:5]:
            w1 = 1
            while w1 > 0 and i % 9 == 2:
                w1 -= 1
                s += chr(97 + (len(l) + i) % 26)
        if (c in (1, 2, 5) or not (d == i or not i > 187)):
            s = s.strip('ab1') or 'xyz'
            for a, a in zip(m[:5], range(9)):
                pass
        elif d in (1, 2, 5):
            pass
    print(a,b,c,d,i,s,sorted(r))
p()
