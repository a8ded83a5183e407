"""Record the expected output of the language programs with a given Python.

    tests/bless.py PYTHON [PATH ...]

Runs each program under tests/lang (or only those below PATH) and writes NAME.out beside it, and NAME.err when the program
writes to stderr or leaves with a status other than 0. The tests themselves need no other Python: this script is only for
whoever adds a program.

A program may start with directives in comments:

    # bless: by hand              the recording Python lacks what the program shows; never touch its .out
    # bless-replace: OLD => NEW   the recording Python is older than 3.14 and says OLD where 3.14 says NEW

Files and folders whose names start with `_` are helpers, not programs. NAME.in, when it stands beside NAME.py, is the input.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

LANG = pathlib.Path(__file__).resolve().parent / "lang"

# Texts that 3.14 changed everywhere; the recording Python may be 3.13.
TEXTS_OF_3_14 = [
    ("integer division or modulo by zero", "division by zero"),
    ("integer modulo by zero", "division by zero"),
    ("float floor division by zero", "division by zero"),
    ("float division by zero", "division by zero"),
    ("float modulo by zero", "division by zero"),
    ("complex division by zero", "division by zero"),
    ("float divmod()", "division by zero"),
    ("types must be parenthesized\n", "types must be parenthesized when using 'as'\n"),
    ("0.0 cannot be raised to a negative power", "zero to a negative power"),
    ("0.0 to a negative or complex power", "zero to a negative or complex power"),
]
PATTERNS_OF_3_14 = [
    (rb"(argument of type '\w+' is not) iterable", rb"\1 a container or iterable"),
]


def programs(paths):
    roots = [pathlib.Path(p).resolve() for p in paths] or [LANG]
    for root in roots:
        files = [root] if root.is_file() else sorted(root.rglob("*.py"))
        for path in files:
            if not any(part.startswith("_") for part in path.relative_to(LANG).parts):
                yield path


def directives(path):
    by_hand, replacements = False, []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line == "# bless: by hand":
            by_hand = True
        elif line.startswith("# bless-replace: "):
            old, new = line.removeprefix("# bless-replace: ").split(" => ")
            replacements.append((old, new))
    return by_hand, replacements


def record(python, path):
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    env |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80", "TZ": "UTC"}
    given = path.with_suffix(".in")
    with tempfile.TemporaryDirectory() as cwd:
        run = subprocess.run(
            [python, str(path)], cwd=cwd, env=env, capture_output=True, timeout=60,
            input=given.read_bytes() if given.exists() else b"")
    return run.stdout, run.stderr.replace(os.fsencode(path.parent), b"<dir>"), run.returncode


def record_syntax_errors(python):
    """tests/syntax_errors.txt: blocks of a name, a script, and what CPython says about it."""
    table = LANG.parent / "syntax_errors.txt"
    blocks = table.read_text(encoding="utf-8").split("=== ")
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "script.py")
        for i, block in enumerate(blocks[1:], 1):
            head = block.split("\n--- expect\n")[0].rstrip("\n")
            name, source = head.split("\n", 1)
            if name.endswith("(3.14)"):
                continue
            script.write_text(source + "\n", encoding="utf-8")
            _, err, status = record(python, script)
            assert status == 1, (head, err)
            text = err.decode()
            for old, new in TEXTS_OF_3_14:
                text = text.replace(old, new)
            blocks[i] = head + "\n--- expect\n" + text.rstrip("\n") + "\n"
    table.write_text("=== ".join(blocks), encoding="utf-8")


def main():
    python, paths = sys.argv[1], sys.argv[2:]
    if not paths:
        record_syntax_errors(python)
    for path in programs(paths):
        by_hand, replacements = directives(path)
        if by_hand:
            continue
        out, err, status = record(python, path)
        for old, new in TEXTS_OF_3_14 + replacements:
            out = out.replace(old.encode(), new.encode())
            err = err.replace(old.encode(), new.encode())
        for old, new in PATTERNS_OF_3_14:
            out, err = re.sub(old, new, out), re.sub(old, new, err)
        path.with_suffix(".out").write_bytes(out)
        err_file = path.with_suffix(".err")
        if err or status:
            err_file.write_bytes(err + b"[exit %d]\n" % status)
            print(f"{path.relative_to(LANG)}: status {status}, {len(err)} bytes on stderr")
        elif err_file.exists():
            err_file.unlink()


if __name__ == "__main__":
    main()
