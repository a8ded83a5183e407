import sys
m = sys.monitoring
E = m.events
TOOL = 3
m.use_tool_id(TOOL, 'test')
print(m.get_tool(TOOL), m.get_tool(4))
log = []
def shown(v):
    if v is m.MISSING: return 'MISSING'
    return getattr(v, '__name__', type(v).__name__ if isinstance(v, BaseException) else v)
def recorder(name):
    def f(code, *args):
        if name == 'LINE': args = (args[0] - code.co_firstlineno,)
        elif len(args) > 1: args = args[1:]
        else: args = ()
        log.append((name, code.co_name, *map(shown, args)))
    return f
for name in 'PY_START PY_RESUME PY_RETURN PY_YIELD CALL LINE RAISE RERAISE EXCEPTION_HANDLED PY_UNWIND PY_THROW STOP_ITERATION C_RETURN C_RAISE'.split():
    m.register_callback(TOOL, getattr(E, name), recorder(name))
def watch(events, f, *args):
    log.clear()
    m.set_events(TOOL, events)
    try:
        f(*args)
    except Exception as e:
        pass
    m.set_events(TOOL, 0)
    for row in log:
        if row[1] != 'watch':
            print(*row)
    print('--')
def gen():
    x = yield 1
    yield 2
def user():
    g = gen()
    next(g)
    g.send(5)
    try:
        g.throw(KeyError)
    except KeyError:
        pass
    len([])
    try:
        int('x')
    except ValueError:
        abs(-1)
def sub():
    r = yield from gen2()
def gen2():
    yield 1
    return 7
def fails():
    try:
        raise IndexError
    finally:
        a = 1
watch(E.PY_START | E.PY_RETURN | E.PY_YIELD | E.PY_RESUME | E.PY_THROW | E.PY_UNWIND, user)
watch(E.CALL | E.C_RETURN | E.C_RAISE, user)
watch(E.LINE, user)
watch(E.RAISE | E.EXCEPTION_HANDLED | E.RERAISE | E.PY_UNWIND, fails)
watch(E.STOP_ITERATION | E.PY_RETURN, lambda: list(sub()))

# Local events, and places that are switched off.
count = [0]
def line(code, n):
    count[0] += 1
    return m.DISABLE
m.register_callback(TOOL, E.LINE, line)
def loop():
    t = 0
    for i in range(1000):
        t += i
    return t
m.set_local_events(TOOL, loop.__code__, E.LINE)
print(m.get_local_events(TOOL, loop.__code__) == E.LINE)
loop(); print(count); loop(); print(count)
m.restart_events(); loop(); print(count)
m.set_local_events(TOOL, loop.__code__, 0); m.restart_events(); loop(); print(count)
m.register_callback(TOOL, E.RAISE, lambda *a: m.DISABLE)
m.set_events(TOOL, E.RAISE)
try:
    try:
        raise KeyError
    except KeyError:
        print('handled')
except ValueError as e:
    print(e)
m.set_events(TOOL, 0)
for f in (lambda: m.use_tool_id(TOOL, 'x'), lambda: m.use_tool_id(9, 'x'), lambda: m.get_events(4), lambda: m.set_events(TOOL, 1 << 40),
          lambda: m.set_events(TOOL, E.C_RETURN), lambda: m.set_local_events(TOOL, len, 1), lambda: m.register_callback(TOOL, 3, None),
          lambda: m.use_tool_id(4, 7)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
m.free_tool_id(TOOL)
print(m.get_tool(TOOL))
