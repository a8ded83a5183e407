"""Write IMPORTS.md: what the library's Python files need from native modules.

usage: python3.13 imports.py PYLIB_LIB CPYTHON_LIB > ../IMPORTS.md

Reads the sources only (ast), so it tells what a module names, not what a run reaches. Per name there are four grades,
strongest first: `must` (executed while the module is imported, unguarded), `soft` (executed at import, but inside
try/except ImportError or AttributeError, or under hasattr), `call` (inside a function, unguarded), `lazy` (inside a
function, guarded). A top-level function that is called or used as a decorator at import time counts as executed.
"""
import ast, builtins, re, sys, pathlib, collections

LIB, CLIB = map(pathlib.Path, sys.argv[1:3])
GRADES = ["must", "soft", "call", "lazy"]
SOFT = {"ImportError", "ModuleNotFoundError", "AttributeError", "NameError", "Exception", "BaseException"}
# Modules whose namespace is mostly another native module's, by `import *`.
STAR = {"os": "posix", "codecs": "_codecs", "signal": "_signal", "socket": "_socket"}
# Names in sys.modules that are no file of their own.
ALSO = {"os.path": "posixpath", "collections.abc": "_collections_abc"}


def find(name):
    for root in ((CLIB,) if name.split(".")[0] == "test" else (LIB,)):
        p = root.joinpath(*name.split("."))
        if (p / "__init__.py").is_file():
            return p / "__init__.py", True
        if p.with_suffix(".py").is_file():
            return p.with_suffix(".py"), False
    return None


def verdict(test):
    """False/True when a platform test is decided on Linux, else None."""
    s = ast.unparse(test)
    if s in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "__name__ == '__main__'", "False", "0"):
        return False
    win = ("'win32'", "'nt'", "'cygwin'", "'darwin'", "'emscripten'", "'wasi'", "'android'", "'ios'", "'vxworks'", "'win'",
           "'aix'", "'OpenVMS'", "'sunos5'", "'freebsd'", "'netbsd'", "'watchos'", "'tvos'", "_MS_WINDOWS")
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        v = verdict(test.operand)
        return None if v is None else not v
    if isinstance(test, ast.BoolOp):
        vs = [verdict(v) for v in test.values]
        if isinstance(test.op, ast.And):
            return False if False in vs else (True if all(v is True for v in vs) else None)
        return True if True in vs else (False if all(v is False for v in vs) else None)
    if "platform" in s or "os.name" in s or "_names" in s or s.startswith("name ") or s == "_MS_WINDOWS":
        if any(w in s for w in win):
            return "!=" in s or "not in" in s
        if "'posix'" in s or "'linux'" in s:
            return not ("!=" in s or "not in" in s)
    if s in ("is_emscripten", "is_wasi", "is_android", "MS_WINDOWS", "_mswindows", "WASI", "_WINDOWS", "is_apple"):
        return False
    return None


class Scan(ast.NodeVisitor):
    def __init__(self, name, path, is_pkg):
        self.name, self.pkg = name, name if is_pkg else name.rpartition(".")[0]
        text = path.read_text(encoding="utf-8", errors="replace")
        text = re.sub(r"except ([\w.]+(?:, [\w.]+)+):", r"except (\1):", text)     # 3.14 syntax that 3.13 lacks
        self.tree = ast.parse(re.sub(r"\bt([\"'])", r"f\1", text))
        self.alias = {}                       # local name -> module it stands for
        self.uses = collections.defaultdict(dict)   # module -> {attr: grade}
        self.mods = {}                        # imported module -> grade
        self.builtin = {}                     # builtin name -> grade
        self.defs = {n.name: n for n in self.tree.body if isinstance(n, ast.FunctionDef)}
        self.top = {t.id for n in ast.walk(self.tree) if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
        self.top |= {n.name for n in ast.walk(self.tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        self.done, self.infunc, self.soft, self.star = set(), 0, 0, None
        self.fallbacks = []                   # (native module, what is done without it)
        self.bound = {n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        self.bound |= {n.arg for n in ast.walk(self.tree) if isinstance(n, ast.arg)} | self.top
        self.bound |= {n.name for n in ast.walk(self.tree) if isinstance(n, ast.ExceptHandler)}
        self.bound |= {a.asname or a.name.split(".")[0] for n in ast.walk(self.tree)
                       if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
        self.bound |= {"__name__", "__file__", "__path__", "__spec__", "__doc__", "__class__", "__all__", "__package__"}
        # Aliases first: functions may use a module before the import statement is seen.
        for n in ast.walk(self.tree):
            if isinstance(n, ast.Import):
                for a in n.names:
                    self.alias[a.asname or a.name.split(".")[0]] = a.name if a.asname else a.name.split(".")[0]
        self.visit(self.tree)

    def grade(self):
        return (2 if self.infunc else 0) + (1 if self.soft else 0)

    def note(self, table, key):
        g = self.grade()
        table[key] = min(table.get(key, 9), g)

    def visit_Import(self, n):
        for a in n.names:
            self.note(self.mods, ALSO.get(a.name, a.name))

    def visit_ImportFrom(self, n):
        base = n.module or ""
        if n.level:
            parts = self.pkg.split(".")
            base = ".".join(parts[: len(parts) - n.level + 1] + ([n.module] if n.module else []))
        base = ALSO.get(base, base)
        self.note(self.mods, base)
        for a in n.names:
            if a.name == "*" and not find(base):
                self.star = base
                continue
            if find(base) and find(f"{base}.{a.name}"):
                self.note(self.mods, f"{base}.{a.name}")
            else:
                self.note(self.uses[base], a.name)

    def visit_Attribute(self, n):
        if isinstance(n.value, ast.Name) and n.value.id in self.alias:
            self.note(self.uses[self.alias[n.value.id]], n.attr)
        self.generic_visit(n)

    def visit_Name(self, n):
        if isinstance(n.ctx, ast.Load):
            if hasattr(builtins, n.id) and n.id not in self.top:
                self.note(self.builtin, n.id)
            elif self.star and n.id not in self.bound:
                self.note(self.uses[self.star], n.id)

    def reach(self, node):
        """A name called at import time: its body runs then."""
        if self.name != "site" and not self.infunc and isinstance(node, ast.Name) and node.id in self.defs and node.id not in self.done:
            self.done.add(node.id)
            for s in self.defs[node.id].body:
                self.visit(s)

    def visit_Call(self, n):
        self.reach(n.func)
        if isinstance(n.func, ast.Name) and n.func.id in ("hasattr", "getattr") and len(n.args) > 1:
            a = n.args
            if isinstance(a[0], ast.Name) and a[0].id in self.alias and isinstance(a[1], ast.Constant):
                self.soft += 1
                self.note(self.uses[self.alias[a[0].id]], a[1].value)
                self.soft -= 1
        self.generic_visit(n)

    def visit_FunctionDef(self, n):
        for d in n.decorator_list:
            self.reach(d)
            self.visit(d)
        for d in n.args.defaults + [d for d in n.args.kw_defaults if d]:
            self.visit(d)
        self.body(n.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, n):
        self.body([n.body])

    def body(self, stmts):
        self.infunc += 1
        soft, self.soft = self.soft, 0
        for s in stmts:
            self.visit(s)
        self.soft = soft
        self.infunc -= 1

    def visit_arg(self, n):
        pass

    def visit_AnnAssign(self, n):             # annotations are lazy since 3.14
        self.visit(n.target)
        if n.value:
            self.visit(n.value)

    def visit_If(self, n):
        v = verdict(n.test)
        self.visit(n.test)
        has = "hasattr" in ast.unparse(n.test) or (v is None and " in _names" in ast.unparse(n.test))
        if v is not False:
            self.soft += has
            for s in n.body:
                self.visit(s)
            self.soft -= has
        if v is not True:
            for s in n.orelse:
                self.visit(s)

    def visit_Try(self, n):
        caught = set()
        for h in n.handlers:
            t = h.type
            names = [t] if t is None or not isinstance(t, ast.Tuple) else t.elts
            caught |= {x.id if isinstance(x, ast.Name) else "BaseException" if x is None else "" for x in names}
        native = [m for b in n.body for m in ([b.module] if isinstance(b, ast.ImportFrom) and not b.level else
                  [a.name for a in b.names] if isinstance(b, ast.Import) else []) if not find(m) and m not in ALSO]
        raises = any(isinstance(b, ast.Raise) for h in n.handlers for b in h.body)
        if native and n.handlers and not raises:
            what = "; ".join(ast.unparse(b).split("\n")[0] for b in n.handlers[0].body)[:90]
            self.fallbacks += [(m, what, bool(self.infunc)) for m in native]
        soft = bool(caught & SOFT) and not (raises and native)
        self.soft += soft
        for s in n.body + n.orelse:
            self.visit(s)
        for h in n.handlers:                  # a fall-back is needed only when the real thing is missing
            for s in h.body:
                self.visit(s)
        self.soft -= soft
        for s in n.finalbody:
            self.visit(s)

    visit_TryStar = visit_Try


cache, broken = {}, {}


def scan(name):
    if name not in cache:
        f = find(name)
        try:
            cache[name] = f and Scan(name, *f)
        except SyntaxError as e:
            broken[name], cache[name] = str(e), None
    return cache[name]


def closure(roots, limit=1):
    """Python modules imported while `roots` are imported -> strongest grade (0 must, 1 soft)."""
    out, todo = {}, [(r, 0) for r in roots]
    while todo:
        name, g = todo.pop()
        if "." in name:
            todo.append((name.rpartition(".")[0], g))
        if out.get(name, 9) <= g:
            continue
        out[name] = g
        s = scan(name)
        for m, mg in s.mods.items() if s else ():
            if mg <= limit:
                todo.append((m, max(g, mg)))
    return out


def gather(mods):
    """native module -> {name: (grade, modules)} over the Python modules `mods`."""
    out = collections.defaultdict(dict)
    for m, g in mods.items():
        s = scan(m)
        if not s:
            continue
        for mod, names in s.uses.items():
            target = mod
            if mod in STAR:
                own = scan(mod)
                defined = own.top | {a for a in own.alias} | {n for u in own.uses.values() for n in u}
                names = {a: x for a, x in names.items() if a not in defined}
                target = STAR[mod]
            elif find(mod):
                continue
            for a, x in names.items():
                x = x | g if x < 2 else x
                old = out[target].get(a, (9, set()))
                out[target][a] = (min(old[0], x), old[1] | {m})
        for mod, x in s.mods.items():
            if not find(mod):
                out[mod].setdefault("", (9, set()))
                old = out[mod][""]
                out[mod][""] = (min(old[0], x | g if x < 2 else x), old[1] | {m})
    return out


def fmt(names, grade):
    return ", ".join(f"`{a}`" for a in sorted(names) if a and names[a][0] == grade) or "-"


def main():
    tests = "test.support test.support.os_helper test.support.import_helper test.support.warnings_helper test.support.threading_helper test.support.script_helper test.support.socket_helper test.support.testcase"
    start = "abc codecs encodings encodings.aliases encodings.utf_8 encodings.latin_1 io _collections_abc _sitebuiltins genericpath posixpath stat os site"
    targets = """site+os+io|{start}
sys|time|math|itertools|random|functools|collections|collections.abc|operator|re|json|dataclasses|enum|typing|contextlib|copy|heapq|bisect|string
textwrap|io|abc|types|weakref|threading|queue|argparse|unittest|traceback|warnings|struct|statistics|fractions|decimal|datetime|pathlib
tempfile|logging|subprocess|asyncio|pickle|csv|inspect|ast|dis|shutil|socket|selectors|hashlib|base64|zipfile|uuid|secrets|glob|fnmatch|pprint|locale|array|runpy|importlib|importlib.util|importlib.resources|ctypes|multiprocessing|concurrent.futures|numbers|graphlib|string.templatelib|annotationlib|timeit|platform|sysconfig|linecache|tokenize|test.support""".replace("\n", "|").format(start="") .split("|")
    targets = [t for t in targets if t]
    roots = {t: [t] for t in targets}
    roots["site+os+io"] = start.split()
    roots["test.support"] = tests.split()
    base = closure(roots["site+os+io"])
    nat0 = gather(base)
    print(HEAD.strip(), "\n")
    print("## 1. Start-up: site, os, io, codecs (no importlib)\n")
    print("Python modules executed:", ", ".join(f"`{m}`" + ("" if g == 0 else "?") for m, g in sorted(base.items()) if find(m)), "\n")
    print("| native module | must exist at import | soft at import |\n|---|---|---|")
    for m in sorted(nat0):
        if nat0[m].get("", (9,))[0] <= 1 or any(g <= 1 for g, _ in nat0[m].values()):
            print(f"| `{m}` | {fmt(nat0[m], 0)} | {fmt(nat0[m], 1)} |")
    print("\n## 2. What each module adds to start-up\n")
    print("| module | Python modules (must) | native modules: must | native: soft |\n|---|---|---|---|")
    union = dict(base)
    for t in targets[1:]:
        c = closure(roots[t])
        for m, g in c.items():
            union[m] = min(g, union.get(m, 9))
        n = gather(c)
        def pick(g):
            return ", ".join(f"`{m}`" for m in sorted(n) if not find(m) and n[m].get("", (9,))[0] == g
                             and not (m in nat0 and nat0[m].get("", (9,))[0] <= g)) or "-"
        own = "" if find(t) else " (native)"
        py = ", ".join(m for m, g in sorted(c.items()) if find(m) and g == 0 and base.get(m, 9) != 0 and m not in roots[t])
        print(f"| `{t}`{own} | {py or '-'} | {pick(0)} | {pick(1)} |")
    print("\n## 3. Names per native module, over the union of all the above\n")
    nat = gather(union)
    order = sorted((m for m in nat if not find(m)), key=lambda m: (min(g for g, _ in nat[m].values()), m))
    for m in order:
        names = nat[m]
        best = min(g for g, _ in names.values())
        who = names.get("", (9, set()))[1]
        users = ", ".join(sorted(who)[:12]) + (f" and {len(who) - 12} more" if len(who) > 12 else "")
        print(f"### `{m}`: imported {GRADES[names[''][0]] if '' in names else 'never directly'} by {users or 'nobody'}\n")
        for g in range(4):
            s = fmt(names, g)
            if s != "-":
                if g == 0:
                    s = ", ".join(f"`{a}` ({', '.join(sorted(w for w in names[a][1] if grade_of(w, m, a) == 0)[:3])})"
                                  for a in sorted(names) if a and names[a][0] == 0)
                print(f"* {GRADES[g]}: {s}")
        print()
    print("## 4. What happens without a guarded native module\n")
    print("| native | in | instead (first handler) |\n|---|---|---|")
    seen = set()
    for m in sorted(union):
        for nat_m, what, infunc in (scan(m).fallbacks if scan(m) else ()):
            seen.add((nat_m, m, what + (" (in a function)" if infunc else "")))
    for row in sorted(seen):
        print(f"| `{row[0]}` | {row[1]} | `{row[2]}` |")
    print("\n## 5. Builtin names\n")
    for label, mods in (("Start-up set, at import", base), ("All of the above, at import", union)):
        names = {b for m, g in mods.items() if (s := scan(m)) for b, x in s.builtin.items() if x <= 1}
        print(f"* {label}: " + ", ".join(f"`{b}`" for b in sorted(names)))
    allb = {b for m in union if (s := scan(m)) for b in s.builtin}
    print("* Never named by any of them: " + ", ".join(f"`{b}`" for b in sorted(set(dir(builtins)) - allb)))
    if broken:
        print("\nNot parsed by 3.13's ast (3.14 syntax): " + "; ".join(f"{k}: {v}" for k, v in broken.items()))


def grade_of(mod, native, attr):
    s = scan(mod)
    return min((names[attr] for m, names in s.uses.items() if STAR.get(m, m) == native and attr in names), default=9)


HEAD = """
# What the library's Python files need from native modules

Made by `tools/imports.py` from pylib 0.6.0 (Python 3.14 level) and, for `test.support`, CPython 3.13's Lib/test. Grades: *must* = executed
while the importing module is imported, unguarded; *soft* = the same but under try/except ImportError/AttributeError or hasattr; *call* =
only inside functions; *lazy* = inside functions and guarded. Windows/macOS/WASI branches are left out. A name listed under `posix`,
`_signal`, `_socket` includes what others reach through `os.`, `signal.`, `socket.` (`import *`).

Not seen by this method: what a function of *another* module does when called at import (`re.compile` reaches `_sre.compile`, `namedtuple`
reaches `sys._getframemodulename` and `sys.intern`, `Enum` reaches `sys.modules`, `typing` reaches `_typing`), and enumerations over a
namespace (`signal` and `socket` build enums from every upper-case name of `_signal` and `_socket`; `os.supports_*` from
`posix._have_functions`). `site.main()` is left out: a plain start needs of it only `os`, `sys`, `builtins`, `_sitebuiltins`. A soft module whose fall-back is missing or slow is still wanted: see section 4.
"""
main()
