# Constructors that know no keywords, and subclasses that do.
import warnings


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for base, arg in ((list, [1]), (tuple, [1]), (set, [1]), (frozenset, [1]), (float, 2.5)):
    plain = type("Plain", (base,), {})

    class WithInit(base):
        def __init__(self, arg, more=None):
            self.more = more

    class WithNew(base):
        def __new__(cls, arg, more=None):
            self = super().__new__(cls, arg)
            self.more = more
            return self

    print(base.__name__, attempt(base, x=1), attempt(plain, x=1), sep=" | ")
    print(attempt(lambda: WithInit(arg, more=3).more), attempt(lambda: WithNew(arg, more=3).more), sep=" | ")
print(attempt(bool, x=1))


class Own(float):
    def __float__(self):
        return 42.0


class Text(str):
    def __float__(self):
        return 1.5


class Itself(float):
    def __float__(self):
        return self


print(float(Own()), float(Text("8")), abs(Own(2)))
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    yes = bool(1)
    print(float(Itself(3)), ~yes)
    print([str(w.message)[:50] for w in seen])
print(attempt(float, b"123\xa0"), attempt(float, " 1 "), attempt(float, b" 1 "))
