import string, textwrap, shlex, pprint, difflib
print(string.ascii_lowercase, string.digits, string.punctuation, string.Template("$a ${b} $$").substitute(a=1, b="x"), string.Template("$z").safe_substitute(), string.capwords("hello wORLD"))
try: string.Template("$z").substitute()
except KeyError as e: print(e)
class F(string.Formatter):
    def get_value(self, k, a, kw): return kw.get(k, "?") if isinstance(k, str) else a[k]
print(F().format("{0} {x} {y:>3}", 1, x=2, y=3), F().format("{q}"), [t[1] for t in string.Formatter().parse("a{b}c{d!r:x}")])
t = "The quick brown fox jumped over the lazy dog and ran away."
print(textwrap.fill(t, 20), textwrap.wrap(t, 30), textwrap.shorten(t, 25), textwrap.dedent("  a\n    b\n  c"), textwrap.indent("a\n\nb", "> "), sep="\n")
print(shlex.split("a 'b c' \"d e\" f\\ g"), shlex.quote("a b"), shlex.join(["a", "b c"]))
pprint.pprint({"key%d" % i: list(range(i * 3)) for i in range(5)}, width=40); print(pprint.pformat([1, "a" * 5]), pprint.pformat({"b": 1, "a": 2}))
print(list(difflib.unified_diff("a\nb\nc".split(), "a\nx\nc".split(), lineterm="")), difflib.get_close_matches("appel", ["ape", "apple", "peach"]), round(difflib.SequenceMatcher(None, "abcd", "bcde").ratio(), 3))
