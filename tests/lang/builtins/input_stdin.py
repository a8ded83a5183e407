import sys
print(repr(input()), repr(input("prompt> ")), repr(sys.stdin.readline()))
for i, line in enumerate(sys.stdin):
    print(i, repr(line))
    if i == 1: break
print(repr(sys.stdin.read(3)), repr(sys.stdin.read()), repr(sys.stdin.read()))
try: input()
except EOFError as e: print(e)
