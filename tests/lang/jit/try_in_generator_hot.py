def safe(xs):
    for x in xs:
        try: yield 100 // x
        except ZeroDivisionError: yield -1
        finally: fin[0] += 1
fin = [0]
print(sum(safe([(i * 7) % 5 for i in range(6000)])), fin)
