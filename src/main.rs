//! The `naja` command: runs a script, a command or standard input.

mod jit_setup;

use std::io::{Read, Write};
use vm::import::{self, Config};
use vm::{PyResult, Value, Vm};

const USAGE: &str = "usage: naja [option] ... [-c cmd | file | -] [arg] ...\n";
const HELP: &str = "\
Options:
-c cmd : program passed in as string (terminates option list)
-h     : print this help message and exit (also -? or --help)
-O     : remove assert and __debug__-dependent statements
-V     : print the Python version number and exit (also --version)
file   : program read from script file
-      : program read from stdin (default)
arg ...: arguments passed to program in sys.argv[1:]
";

enum Program {
    Command(String),
    File(String),
    Stdin,
}

fn main() {
    let code = run();
    let _ = std::io::stdout().flush();
    std::process::exit(code);
}

/// Reads the command line. Err: the exit status.
fn options() -> Result<(Program, Config), i32> {
    let mut args = std::env::args();
    let executable = args.next().unwrap_or_default();
    let mut config = Config { executable, ..Config::default() };
    let mut args = args.peekable();
    let program = loop {
        let Some(arg) = args.next() else { break Program::Stdin };
        match arg.as_str() {
            "-c" => match args.next() {
                Some(c) => {
                    config.argv = vec!["-c".into()];
                    break Program::Command(c);
                }
                None => {
                    eprint!("Argument expected for the -c option\n{USAGE}Try `naja -h' for more information.\n");
                    return Err(2);
                }
            },
            "-h" | "-?" | "--help" => {
                print!("{USAGE}{HELP}");
                return Err(0);
            }
            "-V" | "--version" => {
                println!("Python 3.14.0");
                return Err(0);
            }
            "-O" => config.optimize = 1,
            "-OO" => config.optimize = 2,
            "-" => {
                config.argv = vec!["-".into()];
                break Program::Stdin;
            }
            o if o.starts_with('-') => {
                eprint!(
                    "Unknown option: {}\n{USAGE}Try `naja -h' for more information.\n",
                    if o.starts_with("--") { o.to_string() } else { o[..2.min(o.len())].to_string() }
                );
                return Err(2);
            }
            file => {
                config.argv = vec![file.to_string()];
                let dir = std::path::Path::new(file).parent().map(|d| d.to_string_lossy().into_owned());
                config.script_dir = dir;
                break Program::File(file.to_string());
            }
        }
    };
    if config.script_dir.is_none() {
        config.script_dir = Some(String::new());
    }
    if let Ok(path) = std::env::var("PYTHONPATH")
        && !config.ignore_environment
        && !path.is_empty()
    {
        config.python_path = path.split(':').map(str::to_string).collect();
    }
    config.argv.extend(args);
    Ok((program, config))
}

fn run() -> i32 {
    let (program, config) = match options() {
        Ok(o) => o,
        Err(code) => return code,
    };
    vm::threads::grow_main_stack();
    let mut vm = Vm::boot(config);
    vm::threads::signals::init_main_thread();
    stdlib::system::sys::install(&mut vm);
    stdlib::register();
    if let Err(mistake) = jit_setup::attach(&mut vm) {
        eprintln!("naja: NAJA_JIT: {mistake}");
        return 2;
    }
    let r = start(&mut vm, program);
    finish(&mut vm, r)
}

fn start(vm: &mut Vm, program: Program) -> Result<PyResult<()>, i32> {
    Ok(match program {
        Program::Command(c) => import::run_main(vm, &format!("{c}\n"), "<string>"),
        Program::File(file) => {
            let path = std::path::Path::new(&file);
            if path.is_dir() {
                eprintln!("naja: can't find '__main__' module in '{file}'");
                return Err(1);
            }
            if let Err(e) = std::fs::File::open(path) {
                let n = e.raw_os_error().unwrap_or(0);
                eprintln!("naja: can't open file '{}': [Errno {n}] {}", absolute(path), vm::builtins::exception::os::strerror(n));
                return Err(2);
            }
            import::read_source(vm, &file).and_then(|source| import::run_main(vm, &source, &file))
        }
        Program::Stdin => {
            let mut bytes = Vec::new();
            if let Err(e) = std::io::stdin().read_to_end(&mut bytes) {
                eprintln!("naja: {e}");
                return Err(1);
            }
            match vm::front::compile::decode_source(&bytes, "<stdin>") {
                Ok(source) => import::run_main(vm, &source, "<stdin>"),
                Err(e) => Err(vm::builtins::exception::syntax::raise(vm, &e, "<stdin>")),
            }
        }
    })
}

fn absolute(path: &std::path::Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}

/// The exit status: reports an uncaught exception.
fn finish(vm: &mut Vm, r: Result<PyResult<()>, i32>) -> i32 {
    let r = match r {
        Ok(r) => r,
        Err(code) => return code,
    };
    let Err(raised) = r else { return 0 };
    let exc = vm.take_exception(raised);
    let classes = vm::builtins::exception::classes();
    let _ = std::io::stdout().flush();
    if exc.ty().is_subtype(classes.system_exit) {
        let code = vm::builtins::exception::field(&exc, "code");
        return exit_status(vm, &code);
    }
    vm::builtins::traceback::print_exception(vm, &exc);
    if exc.ty().is_subtype(classes.keyboard_interrupt) { 130 } else { 1 }
}

fn exit_status(vm: &mut Vm, code: &Value) -> i32 {
    if code.is_null() || code.is_none() {
        return 0;
    }
    match vm::builtins::int::as_i64(code) {
        Some(n) => n as i32 & 0xff,
        None => {
            let text = match vm.text_of(code) {
                Ok(t) => t,
                Err(e) => {
                    drop(vm.take_exception(e));
                    String::new()
                }
            };
            eprintln!("{text}");
            1
        }
    }
}
