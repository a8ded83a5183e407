//! The command line and the environment: one table of options, from which parsing, help and checks come.

use vm::import::Config;

/// First line of help and of complaints.
pub const USAGE: &str = "naja [option] ... [-c cmd | -m mod | file | -] [arg] ...";

/// What to run.
#[derive(Debug, Default)]
pub enum Program {
    /// `-c`
    Command(String),
    /// `-m`
    Module(String),
    /// A script, or a folder with `__main__.py`.
    File(String),
    /// `-`, or nothing at all.
    #[default]
    Stdin,
}

/// All that was asked for.
#[derive(Debug, Default)]
pub struct Options {
    /// What to run.
    pub program: Program,
    /// What the runtime looks at.
    pub config: Config,
    /// `-x`: the first line of the source is skipped.
    pub skip_first_line: bool,
    /// `--jit` or NAJA_JIT, checked.
    pub jit: Option<String>,
    /// `--dump` stages.
    pub dump: Vec<String>,
    /// `naja profile`: what to write besides the tables.
    pub profile: Option<crate::profile::Outputs>,
    /// PYTHONHASHSEED
    pub hash_seed: Option<u32>,
    /// PYTHONSTARTUP
    pub startup: Option<String>,
    /// PYTHONFAULTHANDLER
    pub fault_handler: bool,
    /// PYTHONIOENCODING
    pub io_encoding: Option<String>,
}

/// Why nothing is to be run: texts and exit status.
pub enum Stop {
    /// Text for standard output; status 0.
    Show(String),
    /// A complaint; status 2.
    Wrong(String),
}

/// What an option does; those with an argument get it.
enum Action {
    Flag(fn(&mut Options)),
    Argument(fn(&mut Options, &str)),
    /// Ends the options; the rest belongs to the program.
    Program(fn(String) -> Program),
    Show(fn(&Options) -> String),
}

struct Row {
    letter: char,
    shown: &'static str,
    action: Action,
    help: &'static str,
}

const fn flag(letter: char, f: fn(&mut Options), help: &'static str) -> Row {
    Row { letter, shown: "", action: Action::Flag(f), help }
}

/// One-letter options, in the order of the help.
static SHORT: &[Row] = &[
    flag(
        'b',
        |o| o.config.bytes_warning += 1,
        "issue warnings about converting bytes/bytearray to str and comparing bytes/bytearray with str (-bb: issue errors)",
    ),
    flag('B', |o| o.config.dont_write_bytecode = true, "don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x"),
    Row { letter: 'c', shown: "-c cmd", action: Action::Program(Program::Command), help: "program passed in as string (terminates option list)" },
    flag('d', |o| o.config.parser_debug = true, "accepted for compatibility"),
    flag('E', |o| o.config.ignore_environment = true, "ignore PYTHON* environment variables (such as PYTHONPATH)"),
    Row { letter: 'h', shown: "-h", action: Action::Show(|_| help()), help: "print this help message and exit (also -? or --help)" },
    flag(
        'i',
        |o| (o.config.inspect, o.config.interactive) = (true, true),
        "inspect interactively after running script; forces a prompt even if stdin does not appear to be a terminal; also PYTHONINSPECT=x",
    ),
    flag('I', isolate, "isolate Python from the user's environment (implies -E, -P and -s)"),
    Row { letter: 'm', shown: "-m mod", action: Action::Program(Program::Module), help: "run library module as a script (terminates option list)" },
    flag('O', |o| o.config.optimize += 1, "remove assert and __debug__-dependent statements; also PYTHONOPTIMIZE=x (-OO: also discard docstrings)"),
    flag('P', |o| o.config.safe_path = true, "don't prepend a potentially unsafe path to sys.path; also PYTHONSAFEPATH"),
    flag('q', |o| o.config.quiet = true, "don't print version and copyright messages on interactive startup"),
    flag('R', |_| {}, "accepted for compatibility: hashes are random unless PYTHONHASHSEED says otherwise"),
    flag('s', |o| o.config.no_user_site = true, "don't add user site directory to sys.path; also PYTHONNOUSERSITE=x"),
    flag('S', |o| o.config.no_site = true, "don't imply 'import site' on initialization"),
    flag(
        'u',
        |o| o.config.unbuffered = true,
        "force the stdout and stderr streams to be unbuffered; this option has no effect on stdin; also PYTHONUNBUFFERED=x",
    ),
    flag('v', |o| o.config.verbose += 1, "verbose (trace import statements); also PYTHONVERBOSE=x"),
    Row {
        letter: 'V',
        shown: "-V",
        action: Action::Show(|_| version(false)),
        help: "print the Python version number and exit (also --version); when given twice, print more information about the build",
    },
    Row {
        letter: 'W',
        shown: "-W arg",
        action: Action::Argument(|o, a| o.config.warn_options.push(a.into())),
        help: "warning control; arg is action:message:category:module:lineno; also PYTHONWARNINGS=arg",
    },
    flag('x', |o| o.skip_first_line = true, "skip first line of source, allowing use of non-Unix forms of #!cmd"),
    Row { letter: 'X', shown: "-X opt", action: Action::Argument(x_option), help: "set implementation-specific option" },
];

/// Stages that `--dump` can show.
const STAGES: &[&str] = &["bytecode", "ir", "opt", "snap", "clif", "asm", "names"];

/// Options with a value after `=`: name, help, and the check that also stores it.
struct Long {
    name: &'static str,
    help: &'static str,
    set: fn(&mut Options, &str) -> bool,
}
static LONG: &[Long] = &[
    Long { name: "--jit", help: "on, off, or threshold=N: when loops are compiled; also NAJA_JIT", set: set_jit },
    Long { name: "--dump", help: "bytecode,ir,opt,snap,clif,asm: show these stages of compilation; names: instead of addresses", set: set_dump },
];

fn isolate(o: &mut Options) {
    let c = &mut o.config;
    (c.isolated, c.ignore_environment, c.no_user_site, c.safe_path) = (true, true, true, true);
}
fn x_option(o: &mut Options, text: &str) {
    let (name, value) = text.split_once('=').map_or((text, None), |(n, v)| (n, Some(v.to_string())));
    o.config.x_options.retain(|(n, _)| n != name);
    o.config.x_options.push((name.to_string(), value));
}
fn set_jit(o: &mut Options, value: &str) -> bool {
    o.jit = Some(value.to_string());
    crate::jit_setup::parse(value).is_ok()
}
fn set_dump(o: &mut Options, value: &str) -> bool {
    o.dump = value.split(',').map(str::to_string).collect();
    o.dump.iter().all(|s| STAGES.contains(&s.as_str()))
}

/// The version line.
pub fn version(long: bool) -> String {
    if long { format!("Python {}\n", stdlib::system::sys::version_text()) } else { "Python 3.14.0\n".to_string() }
}

fn help() -> String {
    let mut out =
        format!("usage: {USAGE}\n   or: naja profile [--json FILE] [--collapsed FILE] file [arg] ...\nOptions (and corresponding environment variables):\n");
    for row in SHORT {
        let shown = if row.shown.is_empty() { format!("-{}", row.letter) } else { row.shown.to_string() };
        out += &format!("{shown:7}: {}\n", row.help);
    }
    for row in LONG {
        out += &format!("{}={}\n", row.name, row.help);
    }
    out += "file   : program read from script file\n-      : program read from stdin (default; interactive mode if a tty)\n";
    out += "arg ...: arguments passed to program in sys.argv[1:]\n";
    out
}

fn wrong(first: &str) -> Stop {
    Stop::Wrong(format!("{first}\nusage: {USAGE}\nTry `naja -h' for more information.\n"))
}

/// Reads arguments (without the program's name) and environment.
pub fn parse(executable: String, args: Vec<String>) -> Result<Options, Stop> {
    let mut o = Options { config: Config { executable, ..Config::default() }, ..Options::default() };
    let mut args = args.into_iter().peekable();
    if args.peek().is_some_and(|a| a == "profile") {
        args.next();
        o.profile = Some(profile_options(&mut args)?);
    }
    let mut versions = 0;
    let mut first = None;
    let rest = loop {
        let Some(arg) = args.next() else { break None };
        if arg == "-" || !arg.starts_with('-') {
            break Some(arg);
        }
        if let Some(long) = arg.strip_prefix("--") {
            match long {
                "" => break args.next(),
                "help" => return Err(Stop::Show(help())),
                "version" => versions += 1,
                _ => long_option(&mut o, &arg)?,
            }
            continue;
        }
        if let Some(program) = short_options(&mut o, &arg[1..], &mut args, &mut versions)? {
            first = Some(program);
            break None;
        }
    };
    if versions > 0 {
        return Err(Stop::Show(version(versions > 1)));
    }
    environment(&mut o)?;
    set_program(&mut o, first, rest);
    o.config.argv.extend(args);
    Ok(o)
}

/// The options of `naja profile` that come before those of the interpreter.
fn profile_options(args: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> Result<crate::profile::Outputs, Stop> {
    let mut outputs = crate::profile::Outputs::default();
    while let Some(arg) = args.peek() {
        let (name, value) = arg.split_once('=').map_or((arg.as_str(), None), |(n, v)| (n, Some(v.to_string())));
        let name = name.to_string();
        if !matches!(name.as_str(), "--json" | "--collapsed") {
            break;
        }
        args.next();
        let value = value.or_else(|| args.next()).filter(|v| !v.is_empty()).ok_or_else(|| wrong(&format!("{name} needs the name of a file")))?;
        match name.as_str() {
            "--json" => outputs.json = Some(value),
            _ => outputs.collapsed = Some(value),
        }
    }
    if args.peek().is_none() {
        return Err(wrong("profile: the script is missing"));
    }
    Ok(outputs)
}

fn long_option(o: &mut Options, arg: &str) -> Result<(), Stop> {
    let (name, value) = arg.split_once('=').unwrap_or((arg, ""));
    match LONG.iter().find(|l| l.name == name) {
        Some(row) if (row.set)(o, value) => Ok(()),
        Some(row) => Err(wrong(&format!("{name}: '{value}' is not one of: {}", row.help))),
        None => Err(wrong(&format!("unknown option {arg}"))),
    }
}

/// A group of letters after one dash. Some: the program, which ends the options.
fn short_options(o: &mut Options, letters: &str, args: &mut impl Iterator<Item = String>, versions: &mut u32) -> Result<Option<Program>, Stop> {
    for (i, letter) in letters.char_indices() {
        let letter = if letter == '?' { 'h' } else { letter };
        let Some(row) = SHORT.iter().find(|r| r.letter == letter) else { return Err(wrong(&format!("Unknown option: -{letter}"))) };
        let argument = |args: &mut dyn Iterator<Item = String>| {
            let glued = &letters[i + letter.len_utf8()..];
            let found = if glued.is_empty() { args.next() } else { Some(glued.to_string()) };
            found.ok_or_else(|| wrong(&format!("Argument expected for the -{letter} option")))
        };
        match &row.action {
            Action::Flag(f) => f(o),
            Action::Show(_) if letter == 'V' => *versions += 1,
            Action::Show(f) => return Err(Stop::Show(f(o))),
            Action::Argument(f) => {
                let a = argument(args)?;
                f(o, &a);
                return Ok(None);
            }
            Action::Program(f) => return argument(args).map(|a| Some(f(a))),
        }
    }
    Ok(None)
}

/// `sys.argv[0]` and `sys.path[0]` follow from what runs.
fn set_program(o: &mut Options, first: Option<Program>, rest: Option<String>) {
    let c = &mut o.config;
    let (program, argv0, dir) = match (first, rest) {
        (Some(p @ Program::Command(_)), _) => (p, "-c".to_string(), Some(String::new())),
        (Some(p), _) => (p, "-m".to_string(), current_dir()),
        (None, Some(a)) if a == "-" => (Program::Stdin, a, Some(String::new())),
        (None, Some(file)) => {
            let dir = folder_of(&file);
            (Program::File(file.clone()), file, Some(dir))
        }
        (None, None) => (Program::Stdin, String::new(), Some(String::new())),
    };
    c.argv = vec![argv0];
    c.script_dir = dir.filter(|_| !c.safe_path);
    o.program = program;
}
fn current_dir() -> Option<String> {
    std::env::current_dir().ok().map(|d| d.to_string_lossy().into_owned())
}
/// The folder of a script, symbolic links followed.
fn folder_of(file: &str) -> String {
    let path = std::path::Path::new(file);
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    real.parent().map_or_else(String::new, |d| d.to_string_lossy().into_owned())
}

/// What environment variables do to the options.
struct Variable {
    name: &'static str,
    set: fn(&mut Options, &str),
}
static VARIABLES: &[Variable] = &[
    Variable { name: "PYTHONPATH", set: |o, v| o.config.python_path = v.split(':').map(str::to_string).collect() },
    Variable { name: "PYTHONOPTIMIZE", set: |o, v| o.config.optimize = o.config.optimize.max(v.parse().unwrap_or(1)) },
    Variable { name: "PYTHONVERBOSE", set: |o, v| o.config.verbose = o.config.verbose.max(v.parse().unwrap_or(1)) },
    Variable { name: "PYTHONUNBUFFERED", set: |o, _| o.config.unbuffered = true },
    Variable { name: "PYTHONDONTWRITEBYTECODE", set: |o, _| o.config.dont_write_bytecode = true },
    Variable { name: "PYTHONNOUSERSITE", set: |o, _| o.config.no_user_site = true },
    Variable { name: "PYTHONSAFEPATH", set: |o, _| o.config.safe_path = true },
    Variable { name: "PYTHONINSPECT", set: |o, _| o.config.inspect = true },
    Variable { name: "PYTHONDEVMODE", set: |o, _| x_option(o, "dev") },
    Variable {
        name: "PYTHONUTF8",
        set: |o, v| {
            o.config.utf8 = v == "1";
        },
    },
    // The command line's own filters come after these and so win.
    Variable {
        name: "PYTHONWARNINGS",
        set: |o, v| {
            let own = std::mem::take(&mut o.config.warn_options);
            o.config.warn_options = v.split(',').map(str::to_string).chain(own).collect();
        },
    },
    Variable { name: "PYTHONFAULTHANDLER", set: |o, _| o.fault_handler = true },
    Variable { name: "PYTHONSTARTUP", set: |o, v| o.startup = Some(v.into()) },
    Variable { name: "PYTHONIOENCODING", set: |o, v| o.io_encoding = Some(v.into()) },
];

fn environment(o: &mut Options) -> Result<(), Stop> {
    if o.jit.is_none()
        && let Ok(v) = std::env::var("NAJA_JIT")
        && !set_jit(o, &v)
    {
        return Err(wrong(&format!("NAJA_JIT: '{v}' is not on, off or threshold=N")));
    }
    if o.config.ignore_environment {
        return Ok(());
    }
    for v in VARIABLES {
        if let Ok(value) = std::env::var(v.name)
            && !value.is_empty()
        {
            (v.set)(o, &value);
        }
    }
    if let Ok(seed) = std::env::var("PYTHONHASHSEED")
        && !seed.is_empty()
        && seed != "random"
    {
        match seed.parse() {
            Ok(n) => o.hash_seed = Some(n),
            Err(_) => {
                return Err(Stop::Wrong(
                    "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]\n".into(),
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &[&str]) -> Options {
        parse("naja".into(), args.iter().map(|a| a.to_string()).collect()).unwrap_or_else(|_| panic!("{args:?} is refused"))
    }

    #[test]
    fn groups_and_glued_arguments() {
        let o = of(&["-Bu", "-Xfoo=bar", "-Wignore", "-OO", "-cprint(1)", "-x"]);
        assert!(o.config.dont_write_bytecode && o.config.unbuffered && !o.skip_first_line);
        assert_eq!((o.config.optimize, o.config.argv.as_slice()), (2, ["-c".to_string(), "-x".to_string()].as_slice()));
        assert!(matches!(o.program, Program::Command(c) if c == "print(1)"));
        assert!(matches!(of(&["s.py", "-c", "x"]).program, Program::File(_)));
        assert!(of(&["-I", "-"]).config.script_dir.is_none());
    }
}
