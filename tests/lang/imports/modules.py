import sys
sys.path.insert(0, sys.path[0] + "/_mods")
import alpha
import alpha as again
from alpha import value, func as fn, _private
from beta import *
import pkg.sub.deep, pkg.side as side
from pkg import exported, sub
from pkg.sub import deep as d2
print(alpha is again, value, fn(2), _private, alpha.__name__, alpha.__file__.endswith("alpha.py"), alpha.__doc__)
print(beta_public, "_beta_private" in dir(), listed if "listed" in dir() else "no", "alpha" in sys.modules)
print(pkg.sub.deep.where(), side.parent(), exported, d2 is pkg.sub.deep, pkg.__path__ is not None, pkg.__name__, sub.__package__, pkg.lazy_attr)
for code in ("import nope", "from alpha import nope", "import alpha.nope", "from pkg import nope", "import pkg.nope", "from . import x", "from .y import z", "import broken", "from pkg import nope_attr as q"):
    try: exec(code)
    except Exception as e: print(code, "->", type(e).__name__, str(e).split(" (/")[0])
print("broken" in sys.modules)
alpha.value = 99
from alpha import value as v2; print(v2, value)
import importlib
importlib.reload(alpha); print(alpha.value)
m = importlib.import_module("pkg.side"); print(m is side, __import__("pkg.sub.deep").__name__, __import__("pkg.side", fromlist=["parent"]).__name__)
del sys.modules["alpha"]; import alpha as fresh; print(fresh is again)
import circ_a; print(circ_a.done, sys.modules["circ_b"].seen)
import types; mod = types.ModuleType("made", "doc"); mod.x = 1; sys.modules["made"] = mod
import made; print(made.x, made, made.__doc__)
try: made.zzz
except AttributeError as e: print(e)
sys.modules["blocked"] = None
try: import blocked
except ImportError as e: print(type(e).__name__, e)
def local():
    import alpha, os.path as p
    from math import sqrt
    return alpha.value, sqrt(4), p.join("a", "b")
print(local(), __name__, __package__, __spec__)
print([k for k in vars(pkg) if not k.startswith("__")])
