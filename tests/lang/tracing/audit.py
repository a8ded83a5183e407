import sys
seen = []
def hook(event, args):
    if event.startswith(('mine', 'open', 'exec', 'compile', 'import', 'sys.')):
        seen.append((event, len(args)))
sys.addaudithook(hook)
sys.audit('mine.event', 1, 2)
sys.audit('mine.none')
exec(compile('1', 'f', 'exec'))
sys._getframe()
open('/dev/null').close()
for e in seen: print(*e)
def refuse(event, args):
    if event == 'mine.bad':
        raise KeyError('no')
sys.addaudithook(refuse)
try:
    sys.audit('mine.bad')
except KeyError as e:
    print(repr(e))
try:
    sys.audit(3)
except TypeError as e:
    print('TypeError')
