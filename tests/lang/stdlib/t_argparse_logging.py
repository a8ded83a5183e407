import argparse, logging, io, sys, warnings
p = argparse.ArgumentParser(prog="prog", description="desc"); p.add_argument("pos", type=int, help="a pos"); p.add_argument("-f", "--flag", action="store_true"); p.add_argument("-n", "--num", type=float, default=1.5, metavar="N"); p.add_argument("--many", nargs="*"); p.add_argument("--c", choices=["x", "y"]); p.add_argument("-v", action="count", default=0)
print(p.parse_args(["5", "-f", "--num", "2", "--many", "a", "b", "-vv"]), p.parse_args(["1"]).num, p.parse_known_args(["1", "--zz"])[1])
print(p.format_usage())
for a in (["x"], [], ["1", "--num", "q"]):
    sys.stderr = io.StringIO()
    try: p.parse_args(a)
    except SystemExit as e: m = sys.stderr.getvalue(); sys.stderr = sys.__stderr__; print(e.code, m.splitlines()[-1])
s = argparse.ArgumentParser(prog="s"); sp = s.add_subparsers(dest="cmd"); q = sp.add_parser("go"); q.add_argument("x"); print(s.parse_args(["go", "1"])); g = argparse.ArgumentParser(); m = g.add_mutually_exclusive_group(); m.add_argument("-a", action="store_const", const=7); m.add_argument("-b"); print(g.parse_args(["-a"]))
b = io.StringIO(); h = logging.StreamHandler(b); h.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s")); l = logging.getLogger("app.sub"); l.addHandler(h); l.setLevel("INFO"); l.propagate = False
l.debug("no"); l.info("yes %d %s", 1, "a"); l.warning("w"); l.log(35, "custom")
try: 1 / 0
except ZeroDivisionError: l.exception("exc")
print(b.getvalue().replace(__file__, "F").split("Traceback")[0], l.isEnabledFor(10), logging.getLevelName(30), l.parent.name, l.getEffectiveLevel())
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always"); warnings.warn("a"); warnings.warn("b", DeprecationWarning); print([(str(x.message), x.category.__name__) for x in w])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try: warnings.warn("now error")
    except UserWarning as e: print(repr(e))
