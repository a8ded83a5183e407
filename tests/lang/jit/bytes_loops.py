def crc(data):
    table = []
    for n in range(256):
        c = n
        for _ in range(8): c = c >> 1 ^ 0xEDB88320 if c & 1 else c >> 1
        table.append(c)
    r = 0xFFFFFFFF
    for b in data: r = table[(r ^ b) & 255] ^ r >> 8
    return r ^ 0xFFFFFFFF
import zlib
d = bytes(i * 31 & 255 for i in range(6000)); print(crc(d), crc(d) == zlib.crc32(d), crc(b"123456789") == 0xCBF43926)
def ba(n):
    a = bytearray(256)
    for i in range(n): a[i * 7 & 255] = (a[i & 255] + i) & 255
    return sum(a), bytes(a[:4])
print(ba(9000))
try:
    a = bytearray(4)
    for i in range(5000): a[i & 3] = i // 10
except ValueError as e: print(i, e, a)
