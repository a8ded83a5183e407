# What compiled loops over generators must put aside or keep: handled exceptions, tracers, other threads, signals.
import sys
import threading


def count(n):
    for i in range(n):
        yield i


def asks(n):
    for i in range(n):
        yield sys.exception()


def inside_handler(n):
    seen = set()
    try:
        raise KeyError("outer")
    except KeyError:
        for e in asks(n):
            seen.add(repr(e))
    for e in asks(n):
        seen.add(repr(e))
    return sorted(seen)


print(inside_handler(2000))


def handles(n):
    for i in range(n):
        try:
            raise ValueError(i)
        except ValueError as e:
            yield sys.exception() is e, i
        yield sys.exception(), i


def outside(n):
    wrong = 0
    for x, i in handles(n):
        if sys.exception() is not None or x is False:
            wrong += 1
    try:
        raise KeyError("mine")
    except KeyError as mine:
        for x, i in handles(n):
            if sys.exception() is not mine or x not in (True, mine):
                wrong += 1
    return wrong


print(outside(1500))


def raises(n):
    for i in range(n):
        yield i
    raise LookupError("end")


def contexts(n):
    out = []
    for handled in (False, True):
        try:
            if handled:
                try:
                    raise KeyError("first")
                except KeyError:
                    for x in raises(n):
                        pass
            else:
                for x in raises(n):
                    pass
        except LookupError as e:
            out.append((str(e), repr(e.__context__)))
    return out


print(contexts(2000), contexts(2000))


def reraises(n):
    for i in range(n):
        try:
            yield i
        except GeneratorExit:
            raise
    try:
        raise
    except RuntimeError as e:
        yield str(e)


def bare(n):
    for x in reraises(n):
        pass
    return x


print(bare(2000))


# A function that loops over a generator, called while an exception is handled and while none is.
def summing(k):
    s = 0
    for e in asks(k):
        s += e is None
    return s


def calls(n):
    a = b = 0
    for i in range(n):
        a += summing(3)
        if i % 10 == 0:
            try:
                raise KeyError(i)
            except KeyError:
                b += summing(3)
    return a, b


print(calls(3000))

# A tracer that is switched on while a compiled loop runs a generator.
events = []


def tracer(frame, event, arg):
    name = frame.f_code.co_name
    if name in ("switching", "after"):
        if event in ("call", "return"):
            events.append((name, event, arg))
        return tracer


def after():
    yield "a"
    yield "b"


def switching(n):
    for i in range(n):
        if i == n - 2:
            sys.settrace(tracer)
            sys._getframe().f_trace = tracer
        yield i


def traced(n):
    s = 0
    for x in switching(n):
        s += x
    for x in after():
        pass
    sys.settrace(None)
    return s


print(traced(3000), events)


# One generator, used by several threads: some find it running.
def shared(n):
    for i in range(n):
        yield i


def use(g, out):
    got = []
    while True:
        try:
            for x in g:
                got.append(x)
            break
        except ValueError as e:
            if str(e) != "generator already executing":
                raise
    out.append(got)


sys.setswitchinterval(0.0005)
g, out = shared(60000), []
threads = [threading.Thread(target=use, args=(g, out)) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
everything = sorted(x for got in out for x in got)
print(everything == list(range(60000)))


# Locals of a suspended generator, changed from outside.
def changeable(n):
    step = 1
    i = 0
    while i < n:
        yield i
        i += step


def changing(n):
    g, out = changeable(n), 0
    for x in g:
        out += 1
        if x == n // 2:
            g.gi_frame.f_locals["step"] = 10
            f = g.gi_frame
    return out


if sys.version_info >= (3, 13):
    print(changing(4000))


# The default arguments and code of a generator function change between loops.
def configurable(n, step=1):
    for i in range(0, n, step):
        yield i


def total(n):
    s = 0
    for x in configurable(n):
        s += x
    return s


out = [total(3000)]
configurable.__defaults__ = (2,)
out.append(total(3000))
configurable.__code__ = count.__code__.replace(co_name="configurable")
configurable.__defaults__ = ()
out.append(total(3000))
print(out)


# Other namespaces, same code.
source = """
def numbers(n):
    for i in range(n):
        yield i * factor
"""
spaces = []
for factor in (1, 10, 100):
    space = {"factor": factor}
    exec(source, space)
    spaces.append(space)


def each(n):
    out = []
    for round in range(3):
        for space in spaces:
            numbers = type(count)(spaces[0]["numbers"].__code__, space)
            s = 0
            for x in numbers(n):
                s += x
            out.append(s)
    return out


print(each(1200))
