# bless: by hand
# PEP 750: a t-string makes a Template, not a str.
from string.templatelib import Template, Interpolation
name, n = "World", 5
t = t"Hello {name!r:>10} and {n + 1}!"
print(type(t).__name__, isinstance(t, Template))
print(t.strings)
print(t.values)
for i in t.interpolations:
    print(i.value, i.expression, i.conversion, repr(i.format_spec))
print([x if isinstance(x, str) else ("I", x.value) for x in t])
print(t"".strings, t"".interpolations, list(t""))
print(t"{n}".strings, t"{n}{name}".strings, list(t"{n}")[0].value)
spec = "05"
print(t"{n:{spec}}".interpolations[0].format_spec)
u = t"{n=}"
print(u.strings, u.interpolations[0].expression, u.interpolations[0].conversion)
joined = t"a{n}" + t"b{name}"
print(joined.strings, joined.values)
try:
    t"a" + "b"
except TypeError as e:
    print(type(e).__name__)
print((t"a{1}" t"b{2}").strings)
def render(t):
    out = []
    for part in t:
        if isinstance(part, str):
            out.append(part)
        else:
            v = part.value
            v = {"r": repr, "s": str, "a": ascii, None: lambda x: x}[part.conversion](v)
            out.append(format(v, part.format_spec))
    return "".join(out)
print(render(t), render(t"{3.14159:.2f}|{name:^9}|{{}}"))
print(repr(t"x{n}"))
print(repr(Interpolation(1, "a", None, "")))
made = Template("x", Interpolation(3, "v", "s", "q"), "y", "z")
print(made.strings, made.values)
match t"{n}".interpolations[0]:
    case Interpolation(v, e, c, f):
        print(v, e, c, repr(f))
print(rt"\n{n}".strings, len(T"{n}".strings))
