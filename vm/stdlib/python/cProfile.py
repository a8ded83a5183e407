"""Profiling with little overhead: the interface of `profile` on top of the native profiler `_lsprof`."""

__all__ = ["run", "runctx", "Profile"]

import importlib.machinery
import io
import sys

import _lsprof
import profile as _profile


def run(statement, filename=None, sort=-1):
    return _profile._Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    return _profile._Utils(Profile).runctx(statement, globals, locals, filename, sort)


run.__doc__ = _profile.run.__doc__
runctx.__doc__ = _profile.runctx.__doc__


def label(code):
    """What statistics call a code object: file, first line, name. Native functions come as text already."""
    if isinstance(code, str):
        return ("~", 0, code)
    return (code.co_filename, code.co_firstlineno, code.co_name)


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=None, subcalls=True, builtins=True)

    Collects how often functions are called and how long they take. `timer` is a function that returns the time;
    `timeunit` says how many seconds one unit of it is, if it counts in ints.
    """

    def print_stats(self, sort=-1):
        import pstats

        if not isinstance(sort, tuple):
            sort = (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*sort).print_stats()

    def dump_stats(self, file):
        import marshal

        with open(file, "wb") as out:
            self.create_stats()
            marshal.dump(self.stats, out)

    def create_stats(self):
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        """Fills `stats`: for each function the calls that were not recursive, all calls, its own time, all time, and the same
        for each of its callers."""
        rows = self.getstats()
        self.stats = {}
        callers_of = {}
        for row in rows:
            callers = callers_of.setdefault(label(row.code), {})
            once = row.callcount - row.reccallcount
            self.stats[label(row.code)] = once, row.callcount, row.inlinetime, row.totaltime, callers
        for row in rows:
            caller = label(row.code)
            for call in row.calls or ():
                callers = callers_of.get(label(call.code))
                if callers is None:
                    continue
                new = (call.callcount - call.reccallcount, call.callcount, call.inlinetime, call.totaltime)
                old = callers.get(caller, (0, 0, 0, 0))
                callers[caller] = tuple(a + b for a, b in zip(old, new))

    def run(self, cmd):
        import __main__

        return self.runctx(cmd, __main__.__dict__, __main__.__dict__)

    def runctx(self, cmd, globals, locals):
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, /, *args, **kw):
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def _program(options, args):
    """Code and namespace of what the command line names."""
    if options.module:
        import runpy

        return "run_module(modname, run_name='__main__')", {"run_module": runpy.run_module, "modname": args[0]}
    name = args[0]
    with io.open_code(name) as f:
        code = compile(f.read(), name, "exec")
    spec = importlib.machinery.ModuleSpec(name="__main__", loader=None, origin=name)
    module = importlib.util.module_from_spec(spec)
    # What the program defines must be found where pickle and its like look for it.
    sys.modules["__main__"] = module
    namespace = module.__dict__
    namespace.update({"__spec__": spec, "__file__": spec.origin, "__name__": spec.name, "__package__": None, "__cached__": None})
    return code, namespace


def main():
    import importlib.util
    import os
    import pstats
    from optparse import OptionParser

    parser = OptionParser(usage="cProfile.py [-o output_file_path] [-s sort] [-m module | scriptfile] [arg] ...")
    parser.allow_interspersed_args = False
    parser.add_option("-o", "--outfile", dest="outfile", help="Save stats to <outfile>", default=None)
    parser.add_option(
        "-s",
        "--sort",
        dest="sort",
        help="Sort order when printing to stdout, based on pstats.Stats class",
        default=2,
        choices=sorted(pstats.Stats.sort_arg_dict_default),
    )
    parser.add_option("-m", dest="module", action="store_true", help="Profile a library module", default=False)
    if not sys.argv[1:]:
        parser.print_usage()
        sys.exit(2)
    options, args = parser.parse_args()
    sys.argv[:] = args
    # The program may change folders before the statistics are written.
    if options.outfile is not None:
        options.outfile = os.path.abspath(options.outfile)
    if not args:
        parser.print_usage()
        return parser
    if not options.module:
        sys.path.insert(0, os.path.dirname(args[0]))
    code, namespace = _program(options, args)
    try:
        runctx(code, namespace, None, options.outfile, options.sort)
    except BrokenPipeError as exc:
        # Nobody reads any more: this must not be reported at exit again.
        sys.stdout = None
        sys.exit(exc.errno)
    return parser


if __name__ == "__main__":
    main()
