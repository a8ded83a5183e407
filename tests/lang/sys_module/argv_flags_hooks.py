import sys
print(sys.argv[1:], sys.flags.optimize, sys.flags.interactive, type(sys.flags).__name__, sys.stdin.isatty(), sys.stdout.name, sys.stderr.name, sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.hexversion >= 0x030d0000, sys.platform in ("linux", "darwin"), "sys" in sys.modules, "sys" in sys.builtin_module_names)
sys.displayhook(5); sys.displayhook(None); sys.displayhook("s")
import builtins; print(builtins._)
old = sys.excepthook; print(old is sys.__excepthook__, sys.getrecursionlimit(), sys.int_info.bits_per_digit > 0, sys.float_info.dig, sys.hash_info.width, sys.api_version > 0)
def f(): return sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name
print(f()); print(sys.exc_info(), sys.call_tracing(len, ([1],)), sys.getswitchinterval() > 0, sys.is_finalizing())
try: sys._getframe(1000)
except ValueError as e: print(e)
sys.stdout.flush(); sys.stdout.reconfigure(line_buffering=True); print(sys.stdout.line_buffering, sys.stdout.errors)
print(sys.intern("x") == "x", sys.getrefcount([]) > 0, len(sys.version_info), sys.orig_argv[-1].endswith(".py"))
