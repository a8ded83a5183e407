//! Bad input of every kind: scripts that don't compile, files that aren't scripts, programs that go too deep, grow too big or
//! are interrupted. Each must end as under CPython: with its message and its exit status, never with a crash.

mod support;

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::{Run, TempDir, diff, naja, naja_with, root, run, run_script};

/// Modes in which a program that runs hot must end the same way.
const MODES: [&str; 3] = ["0", "1", "threshold=1"];

fn check(run: &Run, status: i32, last_err: &str) {
    assert!(!run.timed_out, "timed out; stderr: {}", run.err);
    assert_eq!(run.status, Some(status), "stderr: {}", run.err);
    assert_eq!(run.last_err(), last_err, "stderr: {}", run.err);
}

#[test]
fn syntax_errors_print_as_cpythons() {
    let table = std::fs::read_to_string(root().join("tests/syntax_errors.txt")).expect("the table of syntax errors is there");
    let mut failed = String::new();
    let mut n_blocks = 0;
    for block in table.split("\n=== ").skip(1) {
        let (name, rest) = block.split_once('\n').expect("a block has a name line");
        let (source, want) = rest.split_once("\n--- expect\n").unwrap_or_else(|| panic!("{name}: no expectation"));
        let got = run_script(format!("{source}\n").as_bytes(), &[]);
        n_blocks += 1;
        if got.err.trim_end() != want.trim_end() || got.status != Some(1) {
            let _ = writeln!(failed, "{name} (status {:?}), {}", got.status, diff(want.trim_end(), got.err.trim_end()));
        }
    }
    assert!(n_blocks > 100, "the table was cut off: {n_blocks} blocks");
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn non_utf8_file() {
    let got = run_script(b"x = 1\ny = '\xff\xfe'\n", &[]);
    assert_eq!(got.status, Some(1));
    assert_eq!(
        got.last_err(),
        "SyntaxError: Non-UTF-8 code starting with '\\xff' in file <dir>/script.py on line 2, but no encoding declared; \
         see https://peps.python.org/pep-0263/ for details"
    );
}

// Known to fail today (see ROADMAP.md): take the attribute off when it passes.
#[test]
#[should_panic]
fn declared_encodings() {
    let got = run_script(b"# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))\n", &[]);
    assert_eq!(got.out, "'\\xe9'\n", "stderr: {}", got.err);
    let got = run_script(b"# coding: nonsense\nprint(1)\n", &[]);
    assert_eq!(got.status, Some(1));
    assert_eq!(got.last_err(), "SyntaxError: encoding problem: nonsense");
    let got = run_script(b"\xef\xbb\xbfprint('bom')\n", &[]);
    assert_eq!(got.out, "bom\n", "stderr: {}", got.err);
}

#[test]
fn null_byte_in_source() {
    let got = run_script(b"x = 1\0\n", &[]);
    assert_eq!(got.status, Some(1));
    assert_eq!(got.last_err(), "SyntaxError: source code cannot contain null bytes");
}

#[test]
fn line_endings_and_missing_last_newline() {
    for text in [&b"a = 1\r\nprint(a)\r\n"[..], b"a = 1\rprint(a)", b"a = 1\nprint(a)", b"a = 1\n\x0cprint(a)\n"] {
        let got = run_script(text, &[]);
        assert_eq!(got.out, "1\n", "{text:?}: {}", got.err);
    }
    assert_eq!(run_script(b"", &[]).status, Some(0));
}

#[test]
fn missing_file() {
    let dir = TempDir::new();
    let path = dir.path().join("nothing.py");
    let got = run(naja().arg(&path), b"");
    assert_eq!(got.status, Some(2));
    assert_eq!(got.err, format!("naja: can't open file '{}': [Errno 2] No such file or directory\n", path.display()));
}

#[test]
fn directory_without_main() {
    let dir = TempDir::new();
    let got = run(naja().arg(dir.path()), b"");
    assert_eq!(got.status, Some(1));
    assert!(got.err.ends_with(&format!("can't find '__main__' module in '{}'\n", dir.path().display())), "stderr: {}", got.err);
}

#[test]
fn directory_with_main() {
    let dir = TempDir::new();
    dir.write("__main__.py", b"import helper; print(helper.v, __name__)\n");
    dir.write("helper.py", b"v = 7\n");
    let got = run(naja().arg(dir.path()), b"");
    assert_eq!(got.out, "7 __main__\n", "stderr: {}", got.err);
}

// Known to fail today (see ROADMAP.md): take the attribute off when it passes.
#[test]
#[should_panic]
fn deep_nesting_ends_with_an_error() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{1: ", "}"), ("-", ""), ("not ", ""), ("f(", ")"), ("x[", "]"), ("lambda: ", "")] {
        for depth in [50, 5_000, 100_000] {
            let text = format!("v = {}1{}\n", open.repeat(depth), close.repeat(depth));
            let got = run_script(text.as_bytes(), &[]);
            assert!(
                matches!(got.status, Some(0 | 1)) && !got.timed_out,
                "{open} nested {depth} deep: {:?} {}",
                got.status,
                got.err.chars().take(300).collect::<String>()
            );
        }
    }
    let mut blocks = String::new();
    for depth in 0..120 {
        let _ = writeln!(blocks, "{}if 1:", " ".repeat(depth));
    }
    let _ = writeln!(blocks, "{}pass", " ".repeat(120));
    let got = run_script(blocks.as_bytes(), &[]);
    check(&got, 1, "IndentationError: too many levels of indentation");
}

// Known to fail today (see ROADMAP.md): take the attribute off when it passes.
#[test]
#[should_panic]
fn long_chains_are_no_problem() {
    let text = format!("v = {}1\nprint(v)\n", "1 + ".repeat(3_000));
    assert_eq!(run_script(text.as_bytes(), &[]).out, "3001\n");
    let mut text = String::from("x = 5000\nif x == 0: pass\n");
    for i in 1..2_000 {
        let _ = writeln!(text, "elif x == {i}: print({i})");
    }
    text += "else: print('none')\n";
    let got = run_script(text.as_bytes(), &[]);
    assert!(got.out == "none\n" || got.last_err().contains("too many nested"), "stdout: {} stderr: {}", got.out, got.last_err());
    let names: Vec<String> = (0..3_000).map(|i| format!("a{i}")).collect();
    let text = format!("def f({}): return a2999\nprint(f(*range(3000)))\n", names.join(", "));
    assert_eq!(run_script(text.as_bytes(), &[]).out, "2999\n");
}

#[test]
fn huge_ints() {
    let digits = "7".repeat(5_000);
    let got = run_script(format!("x = {digits}\n").as_bytes(), &[]);
    assert_eq!(got.status, Some(1));
    assert!(got.last_err().starts_with("SyntaxError: Exceeds the limit (4300 digits) for integer string conversion"), "stderr: {}", got.err);
    let got = run_script(b"1 << (1 << 62)\n", &[]);
    assert_eq!(got.status, Some(1));
    assert!(["MemoryError", "OverflowError: too many digits in integer"].contains(&got.last_err()), "stderr: {}", got.err);
    let got = run_script(b"print([0] * (1 << 60))\n", &[]);
    check(&got, 1, "MemoryError");
    let got = run_script(b"print('x' * (1 << 62))\n", &[]);
    assert!(["MemoryError", "OverflowError: repeated string is too long"].contains(&got.last_err()), "stderr: {}", got.err);
    let got = run_script(b"print(len(str(3 ** 9000)), (1 << 200000).bit_length())\n", &[]);
    assert_eq!(got.out, "4295 200001\n", "stderr: {}", got.err);
}

/// Programs that recurse without end through each way in which one call can lead to the next.
const RECURSION: [&str; 12] = [
    "def f(): f()\nf()",
    "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
    "class A:\n    def __getattr__(self, n): return self.x\nA().x",
    "class A:\n    def __add__(self, o): return self + o\nA() + 1",
    "class A:\n    def __eq__(self, o): return self == o\nA() == 1",
    "class A:\n    def __init__(self): A()\nA()",
    "class A:\n    def __iter__(self): return iter(self)\nlist(A())",
    "def g(): yield from g()\nlist(g())",
    "import functools\nf = lambda x: functools.reduce(lambda a, b: f(a), [1, 2])\nf(1)",
    "f = lambda x: sorted([1, 2], key=f)\nf(1)",
    "class A:\n    def __getitem__(self, k): return self[k]\nA()[1]",
    "class A:\n    @property\n    def p(self): return self.p\nA().p",
];

#[test]
fn endless_recursion_raises() {
    for text in RECURSION {
        for mode in MODES {
            let dir = TempDir::new();
            let script = dir.write("r.py", text.as_bytes());
            let got = run(naja().env("NAJA_JIT", mode).arg(script), b"");
            assert!(!got.timed_out, "{text} [{mode}] hangs");
            assert_eq!(got.status, Some(1), "{text} [{mode}]: {}", got.last_err());
            assert!(got.last_err().starts_with("RecursionError: maximum recursion depth exceeded"), "{text} [{mode}]: {}", got.last_err());
        }
    }
}

#[test]
fn recursion_traceback_is_folded() {
    let got = run_script(b"def f(n):\n    return f(n + 1)\nf(0)\n", &[]);
    assert!(
        got.err.contains("  [Previous line repeated ") && got.err.contains(" more times]\nRecursionError: maximum recursion depth exceeded"),
        "stderr: {}",
        got.err
    );
}

#[test]
fn nested_data_structures_die_quietly() {
    let text = "x = []\nfor i in range(200000): x = [x]\nt = ()\nfor i in range(200000): t = (t,)\n\
                class N: pass\nh = None\nfor i in range(200000):\n    n = N(); n.next = h; h = n\n\
                g = None\nfor i in range(50000): g = (lambda g: lambda: g)(g)\nprint('built')\n\
                del x, t, h, n, g\nprint('gone')\n";
    let got = run_script(text.as_bytes(), &[]);
    assert_eq!(got.out, "built\ngone\n", "stderr: {}", got.err);
    assert_eq!(got.status, Some(0));
    let got = run_script(b"x = []\nfor i in range(100000): x = [x]\nrepr(x)\n", &[]);
    assert_eq!(got.status, Some(1));
    assert!(got.last_err().starts_with("RecursionError: "), "stderr: {}", got.last_err());
    let got = run_script(b"x = []\ny = []\nfor i in range(100000): x = [x]; y = [y]\nx == y\n", &[]);
    assert!(got.last_err().starts_with("RecursionError: "), "stderr: {}", got.last_err());
}

#[test]
fn raise_in_a_hot_loop() {
    let text = "def f(n):\n    t = 0\n    for i in range(n):\n        t += 100 // (9000 - i)\n    return t\n\nf(20000)\n";
    for mode in MODES {
        let dir = TempDir::new();
        let script = dir.write("hot.py", text.as_bytes());
        let got = run(naja().env("NAJA_JIT", mode).arg(&script), b"");
        let want = format!(
            "Traceback (most recent call last):\n  File \"{0}\", line 7, in <module>\n    f(20000)\n    ~^^^^^^^\n  \
             File \"{0}\", line 4, in f\n    t += 100 // (9000 - i)\n         ~~~~^^~~~~~~~~~~~\n\
             ZeroDivisionError: division by zero\n",
            script.display()
        );
        assert_eq!(got.err, want, "mode {mode}");
        assert_eq!(got.status, Some(1));
    }
}

/// Loops in which Ctrl-C must arrive, whatever runs them.
const ENDLESS: [&str; 5] = [
    "i = 0\nwhile True:\n    i += 1\n",
    "def f():\n    x = 0\n    while True:\n        x = (x * 7 + 1) % 1000003\nf()\n",
    "def g():\n    while True: yield 1\nfor x in g(): pass\n",
    "def r(n): return 0 if n == 0 else r(n - 1)\nwhile True: r(50)\n",
    "import time\ntime.sleep(100)\n",
];

#[test]
#[cfg(unix)]
fn ctrl_c_stops_loops() {
    for text in ENDLESS {
        for mode in MODES {
            let text = format!("print('go', flush=True)\n{text}");
            let got = interrupted(&text, mode);
            assert_eq!(got.status, Some(130), "{text} [{mode}]: {}", got.err);
            assert!(got.err.starts_with("Traceback (most recent call last):\n") && got.last_err() == "KeyboardInterrupt", "{text} [{mode}]: {}", got.err);
        }
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_can_be_caught() {
    let text = "print('go', flush=True)\ni = 0\ntry:\n    while True: i += 1\nexcept KeyboardInterrupt as e:\n    \
                print('caught', repr(e), i > 0)\nfinally:\n    print('done')\n";
    let got = interrupted(text, "threshold=1");
    assert_eq!(got.out, "caught KeyboardInterrupt() True\ndone\n", "{}", got.err);
    assert_eq!(got.status, Some(0));
}

/// Start, wait for the first line, let it run hot, send SIGINT, collect. A process that ends by the signal itself, as a shell
/// wants it, counts as status 130.
#[cfg(unix)]
fn interrupted(text: &str, mode: &str) -> Run {
    use std::io::{BufRead, BufReader, Read};
    use std::os::unix::process::ExitStatusExt;
    let dir = TempDir::new();
    let script = dir.write("loop.py", text.as_bytes());
    let mut child = naja().env("NAJA_JIT", mode).arg(&script).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("naja starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("stdout is readable");
    assert_eq!(first, "go\n");
    std::thread::sleep(Duration::from_millis(300));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success(), "the process was gone before the signal");
    let end = Instant::now() + Duration::from_secs(20);
    let status = loop {
        match child.try_wait().expect("the child can be waited for") {
            Some(status) => break status,
            None if Instant::now() > end => {
                let _ = child.kill();
                let _ = child.wait();
                panic!("Ctrl-C doesn't stop it [{mode}]:\n{text}");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let (mut out, mut err) = (String::new(), String::new());
    stdout.read_to_string(&mut out).expect("stdout is text");
    let mut stderr = child.stderr.take().expect("stderr is piped");
    stderr.read_to_string(&mut err).expect("stderr is text");
    Run { out, err, status: status.code().or(status.signal().map(|s| 128 + s)), timed_out: false }
}

#[test]
#[cfg(unix)]
fn closed_stdout() {
    // The reader goes away after one line: CPython says so on stderr and exits with 120, or with 1 and the exception.
    let text = "for i in range(200000): print('line', i)\n";
    let dir = TempDir::new();
    let script = dir.write("many.py", text.as_bytes());
    let mut child = naja().arg(&script).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("naja starts");
    drop(child.stdout.take());
    let done = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&done.stderr);
    assert!(matches!(done.status.code(), Some(1 | 120)), "{:?}: {err}", done.status);
    assert!(err.contains("BrokenPipeError: [Errno 32] Broken pipe"), "stderr: {err}");
}

/// Script, exit status, stderr.
const EXITS: [(&str, i32, &str); 19] = [
    ("raise SystemExit", 0, ""),
    ("raise SystemExit()", 0, ""),
    ("raise SystemExit(None)", 0, ""),
    ("raise SystemExit(3)", 3, ""),
    ("raise SystemExit(True)", 1, ""),
    ("raise SystemExit(256)", 0, ""),
    ("raise SystemExit(-1)", 255, ""),
    ("raise SystemExit('bye')", 1, "bye\n"),
    ("raise SystemExit('')", 1, "\n"),
    ("raise SystemExit([1, 2])", 1, "[1, 2]\n"),
    ("raise SystemExit(1, 2)", 1, "(1, 2)\n"),
    ("raise SystemExit(1.0)", 1, "1.0\n"),
    ("import sys; sys.exit()", 0, ""),
    ("import sys; sys.exit(4)", 4, ""),
    ("import sys; sys.exit('text')", 1, "text\n"),
    ("try:\n    raise SystemExit(5)\nfinally:\n    print('f')", 5, ""),
    ("try:\n    raise SystemExit(5)\nexcept BaseException:\n    raise SystemExit(6)", 6, ""),
    ("import os; os._exit(7)", 7, ""),
    ("exit(8)", 8, ""),
];

#[test]
fn system_exit() {
    for (text, status, err) in EXITS {
        let got = run_script(text.as_bytes(), &[]);
        assert_eq!(got.status, Some(status), "{text}: {}", got.err);
        assert_eq!(got.err, err, "{text}");
    }
}

#[test]
fn exit_from_inside() {
    let text = "import atexit\natexit.register(print, 'bye')\nclass D:\n    def __del__(self): print('del')\nd = D()\n\
                def f():\n    with open(__file__):\n        for i in range(5000):\n            if i == 4000: raise SystemExit(9)\nf()\n";
    for mode in MODES {
        let dir = TempDir::new();
        let script = dir.write("x.py", text.as_bytes());
        let got = run(naja().env("NAJA_JIT", mode).arg(script), b"");
        assert_eq!((got.out.as_str(), got.status), ("bye\ndel\n", Some(9)), "{}", got.err);
    }
}

#[test]
fn errors_in_the_error_path() {
    let cases = [
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E: <exception str() failed>"),
        ("import sys\nsys.excepthook = lambda t, v, tb: print('hook', v, file=sys.stderr)\nraise ValueError('x')", "hook x"),
        ("raise 5", "TypeError: exceptions must derive from BaseException"),
        ("raise ValueError('a\\nb')", "b"),
        ("raise KeyError", "KeyError"),
        ("raise KeyError('k')", "KeyError: 'k'"),
        ("class A: pass\nraise A", "TypeError: exceptions must derive from BaseException"),
        ("raise ValueError from 5", "TypeError: exception causes must derive from BaseException"),
    ];
    for (text, want) in cases {
        let got = run_script(text.as_bytes(), &[]);
        assert_eq!(got.status, Some(1), "{text}");
        assert_eq!(got.last_err(), want, "{text}: {}", got.err);
    }
}

#[test]
fn bad_bytes_on_stdin() {
    let got = run(&mut naja_with(&["-c", "input()"]), b"");
    check(&got, 1, "EOFError: EOF when reading a line");
    let got = run(&mut naja_with(&["-c", "import sys; print(len(sys.stdin.buffer.read()))"]), b"\xff\x00\xfe");
    assert_eq!(got.out, "3\n", "{}", got.err);
}
