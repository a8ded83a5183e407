//! The command line: CPython's options with CPython's texts, `naja` as the program's name, and Naja's own options.

mod support;

use support::{Run, TempDir, naja, naja_with, run};

/// Run with these arguments and this input.
fn with(args: &[&str], input: &str) -> Run {
    run(&mut naja_with(args), input.as_bytes())
}

/// Runs that must leave stderr empty: arguments, input, stdout, exit status.
const PLAIN: &[(&[&str], &str, &str, i32)] = &[
    (&["-c", "print(1)"], "", "1\n", 0),
    (&["-cprint(2)"], "", "2\n", 0),
    (&["-c", "import sys; print(sys.argv)", "a", "-b"], "", "['-c', 'a', '-b']\n", 0),
    (&["-c", "import sys; sys.exit(3)"], "", "", 3),
    (&["-c", "print(__name__, __spec__, '__file__' in dir())"], "", "__main__ None False\n", 0),
    (&["-c", "if 1:\n  print('two lines')"], "", "two lines\n", 0),
    (&["-c", ""], "", "", 0),
    (&["-"], "print('from stdin')", "from stdin\n", 0),
    (&["-", "x"], "import sys; print(sys.argv)", "['-', 'x']\n", 0),
    (&[], "print('no arguments')\nprint(2)", "no arguments\n2\n", 0),
    (&["-u", "-c", "print('u')"], "", "u\n", 0),
    (&["-c", "assert False, 'x'"], "", "", 1),
    (&["-O", "-c", "assert False; print(__debug__)"], "", "False\n", 0),
    (&["-OO", "-c", "def f(): 'doc'\nprint(f.__doc__)"], "", "None\n", 0),
    (&["-O", "-c", "import sys; print(sys.flags.optimize)"], "", "1\n", 0),
    (&["-B", "-c", "import sys; print(sys.dont_write_bytecode)"], "", "True\n", 0),
    (&["-S", "-c", "import sys; print(sys.flags.no_site, 'site' in sys.modules)"], "", "1 False\n", 0),
    (&["-I", "-c", "import sys; print(sys.flags.isolated, sys.flags.ignore_environment, sys.flags.no_user_site, sys.flags.safe_path)"], "", "1 1 1 True\n", 0),
    (&["-P", "-c", "import sys; print(sys.flags.safe_path)"], "", "True\n", 0),
    (&["-s", "-c", "import sys; print(sys.flags.no_user_site)"], "", "1\n", 0),
    (&["-q", "-c", "import sys; print(sys.flags.quiet)"], "", "1\n", 0),
    (&["-d", "-c", "print('d')"], "", "d\n", 0),
    (&["-b", "-c", "import sys; print(sys.flags.bytes_warning)"], "", "1\n", 0),
    (&["-R", "-c", "print('r')"], "", "r\n", 0),
    (&["-X", "utf8", "-c", "import sys; print(sys.flags.utf8_mode, sys._xoptions['utf8'])"], "", "1 True\n", 0),
    (&["-X", "foo=bar", "-X", "baz", "-c", "import sys; print(sys._xoptions)"], "", "{'foo': 'bar', 'baz': True}\n", 0),
    (&["-Xdev", "-c", "import sys; print(sys.flags.dev_mode)"], "", "True\n", 0),
    (&["-W", "error", "-c", "import sys; print(sys.warnoptions)"], "", "['error']\n", 0),
    (&["-Wignore", "-c", "import warnings; warnings.warn('w'); print('ok')"], "", "ok\n", 0),
    (&["-Bu", "-c", "print('grouped')"], "", "grouped\n", 0),
    (&["-m", "this_is_no_module_zz"], "", "", 1),
    (&["--jit=off", "-c", "print(sum(i for i in range(5000)))"], "", "12497500\n", 0),
    (&["--jit=on", "-c", "print(sum(i for i in range(5000)))"], "", "12497500\n", 0),
];

#[test]
fn plain_runs() {
    for (args, input, out, status) in PLAIN {
        let got = with(args, input);
        assert_eq!((got.out.as_str(), got.status), (*out, Some(*status)), "{args:?}: {}", got.err);
        if *status == 0 {
            assert_eq!(got.err, "", "{args:?}");
        }
    }
}

#[test]
fn version() {
    for args in [&["-V"], &["--version"]] {
        let got = with(args, "");
        assert!(got.out.starts_with("Python 3.14."), "{args:?}: {:?}", got.out);
        assert_eq!((got.out.lines().count(), got.status), (1, Some(0)), "{args:?}");
    }
    let got = with(&["-VV"], "");
    assert!(got.out.starts_with("Python 3.14.") && got.out.contains("Naja"), "{:?}", got.out);
}

#[test]
fn help() {
    for args in [&["--help"], &["-h"], &["-?"]] {
        let got = with(args, "");
        assert_eq!((got.status, got.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(got.out.starts_with("usage: ") && got.out.contains("naja [option] ... [-c cmd | -m mod | file | -] [arg] ..."), "{args:?}: {}", got.out);
        for option in ["-c cmd", "-m mod", "-O", "-V", "-W arg", "-X opt", "--jit", "--dump", "profile"] {
            assert!(got.out.contains(option), "{option} isn't explained: {}", got.out);
        }
    }
}

/// Wrong usage: arguments, first line on stderr; the usage and a hint follow, the status is 2.
const WRONG: &[(&[&str], &str)] = &[
    (&["-Z"], "Unknown option: -Z"),
    (&["--nonsense"], "unknown option --nonsense"),
    (&["-c"], "Argument expected for the -c option"),
    (&["-m"], "Argument expected for the -m option"),
    (&["-W"], "Argument expected for the -W option"),
    (&["-X"], "Argument expected for the -X option"),
];

#[test]
fn wrong_usage() {
    for (args, first) in WRONG {
        let got = with(args, "");
        let want = format!("{first}\nusage: naja [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `naja -h' for more information.\n");
        assert_eq!((got.err.as_str(), got.status), (want.as_str(), Some(2)), "{args:?}");
    }
}

#[test]
fn naja_options_are_checked() {
    for args in [["--jit=sometimes", "-c", "1"], ["--dump=nothing", "-c", "1"]] {
        let got = with(&args, "");
        let value = args[0].split('=').nth(1).expect("has a value");
        assert_eq!(got.status, Some(2), "{args:?}");
        assert!(got.err.contains(value), "{args:?}: {}", got.err);
    }
}

#[test]
fn command_tracebacks() {
    let got = with(&["-c", "def f():\n    1 / 0\nf()"], "");
    let want = "Traceback (most recent call last):\n  File \"<string>\", line 3, in <module>\n    f()\n    ~^^\n  \
                File \"<string>\", line 2, in f\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\n";
    assert_eq!((got.err.as_str(), got.status), (want, Some(1)));
    let got = with(&["-"], "x = 1\nundefined\n");
    let want = "Traceback (most recent call last):\n  File \"<stdin>\", line 2, in <module>\nNameError: name 'undefined' is not defined\n";
    assert_eq!((got.err.as_str(), got.status), (want, Some(1)));
    let got = with(&["-c", "x = = 1"], "");
    let want = "  File \"<string>\", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n";
    assert_eq!((got.err.as_str(), got.status), (want, Some(1)));
}

#[test]
fn modules() {
    let dir = TempDir::new();
    dir.write("mod.py", b"import sys\nprint(__name__, sys.argv[1:], sys.argv[0].endswith('mod.py'), __spec__.name)\n");
    std::fs::create_dir(dir.path().join("pkg")).expect("a folder can be made");
    dir.write("pkg/__init__.py", b"print('init')\n");
    dir.write("pkg/__main__.py", b"from . import side\nprint(__package__, side.v)\n");
    dir.write("pkg/side.py", b"v = 9\n");
    let at = |args: &[&str]| run(naja().args(args).current_dir(dir.path()), b"");
    let got = at(&["-m", "mod", "a", "b"]);
    assert_eq!(got.out, "__main__ ['a', 'b'] True mod\n", "{}", got.err);
    let got = at(&["-m", "pkg"]);
    assert_eq!(got.out, "init\npkg 9\n", "{}", got.err);
    let got = at(&["-m", "pkg.side"]);
    assert_eq!((got.out.as_str(), got.status), ("init\n", Some(0)), "{}", got.err);
    let got = at(&["-m", "nope"]);
    assert_eq!(got.status, Some(1));
    assert!(got.err.ends_with(": No module named nope\n"), "{}", got.err);
    let got = at(&["-m", "pkg.nope"]);
    assert!(got.err.ends_with(": No module named pkg.nope\n"), "{}", got.err);
}

#[test]
fn standard_modules_run() {
    let got = with(&["-m", "json.tool"], "{\"a\": [1, 2]}");
    assert_eq!(got.out, "{\n    \"a\": [\n        1,\n        2\n    ]\n}\n", "{}", got.err);
    let got = with(&["-m", "textwrap"], "");
    assert_eq!(got.status, Some(0), "{}", got.err);
}

#[test]
fn script_arguments_and_path() {
    let dir = TempDir::new();
    let script = dir.write("s.py", b"import sys, os\nprint(sys.argv[1:], sys.path[0] == os.path.dirname(__file__), __file__ == sys.argv[0])\n");
    let got = run(naja().arg("-O").arg(&script).args(["-c", "--help", "x y"]), b"");
    assert_eq!(got.out, "['-c', '--help', 'x y'] True True\n", "{}", got.err);
    let got = run(naja().arg("s.py").current_dir(dir.path()), b"");
    assert_eq!(got.out, "[] True False\n", "{}", got.err);
}

#[test]
fn environment() {
    let dir = TempDir::new();
    dir.write("extra.py", b"v = 'from PYTHONPATH'\n");
    let code = ["-c", "import extra; print(extra.v)"];
    let got = run(naja().args(code).env("PYTHONPATH", dir.path()), b"");
    assert_eq!(got.out, "from PYTHONPATH\n", "{}", got.err);
    for option in ["-E", "-I"] {
        let got = run(naja().arg(option).args(code).env("PYTHONPATH", dir.path()), b"");
        assert_eq!(got.last_err(), "ModuleNotFoundError: No module named 'extra'", "{option}");
    }
    let got = run(naja().args(["-c", "print(__debug__)"]).env("PYTHONOPTIMIZE", "1"), b"");
    assert_eq!(got.out, "False\n", "{}", got.err);
    let got = run(naja().args(["-c", "import warnings; warnings.warn('x')"]).env("PYTHONWARNINGS", "error"), b"");
    assert_eq!(got.last_err(), "UserWarning: x");
    let got = run(naja().args(["-c", "print(sum(range(9999)))"]).env("NAJA_JIT", "0"), b"");
    assert_eq!(got.out, "49985001\n", "{}", got.err);
    let got = run(naja().args(["-c", "print(1)"]).env("NAJA_JIT", "bogus"), b"");
    assert_eq!(got.status, Some(2), "{}", got.err);
}

#[test]
fn warnings_on_stderr() {
    let dir = TempDir::new();
    let script = dir.write("w.py", b"import warnings\nwarnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)\n");
    let got = run(naja().arg(&script), b"");
    let path = script.display();
    let want =
        format!("{path}:2: UserWarning: careful\n  warnings.warn('careful')\n{path}:3: DeprecationWarning: old\n  warnings.warn('old', DeprecationWarning)\n");
    assert_eq!((got.err.as_str(), got.status), (want.as_str(), Some(0)));
    let got = run(naja().args(["-W", "error::UserWarning"]).arg(&script), b"");
    assert_eq!((got.last_err(), got.status), ("UserWarning: careful", Some(1)));
}

#[test]
fn interactive_from_a_pipe() {
    let got = with(&["-i", "-c", "x = 5"], "x + 1\nfor i in range(2):\n    i\n\n'text'\nNone\n1 / 0\nx\n");
    assert_eq!(got.out, "6\n0\n1\n'text'\n5\n", "{}", got.err);
    assert!(got.err.contains("ZeroDivisionError: division by zero"), "{}", got.err);
    assert!(got.err.contains(">>> "), "{}", got.err);
    let got = with(&["-i", "-q"], "def f(a):\n    return a * 2\n\nf(21)\n_ + 1\nimport sys\nsys.exit(4)\n");
    assert_eq!((got.out.as_str(), got.status), ("42\n43\n", Some(4)), "{}", got.err);
    let got = with(&["-i", "-q"], "x = = 2\n(1 +\n2)\nundefined\n");
    assert_eq!(got.out, "3\n", "{}", got.err);
    assert!(got.err.contains("SyntaxError: invalid syntax") && got.err.contains("NameError"), "{}", got.err);
}

#[test]
fn inspect_after_a_script() {
    let dir = TempDir::new();
    let script = dir.write("i.py", b"y = 7\nraise ValueError('after')\n");
    let got = run(naja().arg("-i").arg(script), b"y\n");
    assert_eq!((got.out.as_str(), got.status), ("7\n", Some(0)), "{}", got.err);
    assert!(got.err.contains("ValueError: after"), "{}", got.err);
}

const HOT: &str = "def work(n):\n    t = 0\n    for i in range(n):\n        t += i % 7\n    return t\n\nprint(work(300000))\n";

#[test]
fn dump_bytecode() {
    let dir = TempDir::new();
    let script = dir.write("hot.py", HOT.as_bytes());
    let got = run(naja().arg("--dump=bytecode").arg(&script), b"");
    assert_eq!(got.status, Some(0), "{}", got.err);
    assert!(got.out.contains("899997\n"), "{}", got.out);
    let all = got.out + &got.err;
    assert!(all.contains("work"), "the function isn't named: {all}");
}

#[test]
fn dump_of_every_stage() {
    let dir = TempDir::new();
    let script = dir.write("hot.py", HOT.as_bytes());
    let got = run(naja().arg("--dump=bytecode,ir,opt,clif,asm").arg(&script), b"");
    assert_eq!(got.status, Some(0), "{}", got.err);
    let all = got.out + &got.err;
    assert!(all.contains("hot.py:3"), "no dump names the loop: {all}");
}

#[test]
fn profile() {
    let dir = TempDir::new();
    let script = dir.write("hot.py", HOT.as_bytes());
    let got = run(naja().arg("profile").arg(&script).arg("an argument"), b"");
    assert_eq!(got.status, Some(0), "{}", got.err);
    assert!(got.out.contains("899997\n"), "the script's own output is missing: {}", got.out);
    let all = got.out + &got.err;
    for word in ["interpreted", "compiled", "hot.py:3"] {
        assert!(all.contains(word), "{word:?} is missing: {all}");
    }
    let got = run(naja().args(["profile", "nothing.py"]), b"");
    assert_eq!(got.status, Some(2), "{}", got.err);
}

/// The share of a state in a profile's table.
fn share(err: &str, state: &str) -> f64 {
    let line = err.lines().find(|l| l.trim_start().starts_with(state)).unwrap_or_else(|| panic!("no line about {state}: {err}"));
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("no number: {line}"))
}

#[test]
fn profile_tells_the_interpreter_from_native_functions() {
    let dir = TempDir::new();
    let interpreted = "def work(n):\n    a = b = 0\n    while a < n:\n        a += 1\n        b ^= a\n    return b\nwork(10_000_000)\n";
    let native = "x = [k * 7919 % 100003 for k in range(50_000)]\nfor k in range(100):\n    sorted(x)\n";
    for (name, text, most) in [("loop.py", interpreted, "interpreted"), ("sort.py", native, "native")] {
        let script = dir.write(name, text.as_bytes());
        let got = run(naja().args(["profile", "--jit=off"]).arg(&script), b"");
        assert_eq!(got.status, Some(0), "{}", got.err);
        assert!(share(&got.err, most) > 60.0, "{name} is not mostly {most}: {}", got.err);
    }
}

#[test]
fn unbuffered_order() {
    let code = "import sys\nprint('a', end='')\nsys.stderr.write('b')\nsys.stdout.flush()\nprint('c')";
    let got = with(&["-u", "-c", code], "");
    assert_eq!((got.out.as_str(), got.err.as_str()), ("ac\n", "b"));
}
