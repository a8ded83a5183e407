//! The `naja` command: runs a script, a module, a command, standard input, or a prompt.

mod exit;
mod jit_setup;
mod options;
mod profile;
mod repl;
mod startup;

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use options::{Options, Program, Stop};
use vm::object::attr;
use vm::{PyResult, Value, Vm, import};

fn main() {
    let mut args = std::env::args_os().map(|a| a.to_string_lossy().into_owned());
    let executable = executable(&args.next().unwrap_or_default());
    let code = match options::parse(executable, args.collect()) {
        Ok(options) => run(options),
        Err(Stop::Show(text)) => {
            print!("{text}");
            0
        }
        Err(Stop::Wrong(text)) => {
            eprint!("{text}");
            2
        }
    };
    let _ = std::io::stdout().flush();
    std::process::exit(code);
}

/// `sys.executable`: the absolute path of this program.
fn executable(argv0: &str) -> String {
    std::env::current_exe().map_or_else(|_| argv0.to_string(), |p| p.to_string_lossy().into_owned())
}

fn run(options: Options) -> i32 {
    if let Program::File(file) = &options.program
        && let Err(code) = check_file(file)
    {
        return code;
    }
    if let Some(seed) = options.hash_seed {
        vm::builtins::str::set_hash_key(vm::num::hash::HashKey::from_seed(seed));
    }
    vm::threads::grow_main_stack();
    let mut vm = Vm::boot(options.config.clone());
    vm::threads::signals::init_main_thread();
    stdlib::system::sys::install(&mut vm);
    stdlib::register();
    options.dump.iter().for_each(|stage| jit::profile::dump::want(stage));
    import::make_main();
    let Some(outputs) = &options.profile else {
        let r = start(&mut vm, &options);
        return exit::finish(&mut vm, r);
    };
    let engine = jit_setup::attach(&mut vm, options.jit.as_deref());
    let session = profile::start(&vm, engine);
    let r = start(&mut vm, &options);
    let profile = session.stop(&mut vm);
    let status = exit::finish(&mut vm, r);
    profile.write(outputs);
    status
}

/// `--dump=bytecode`: the register code of the program's functions, before it runs.
fn dump_bytecode(options: &Options, source: &str, filename: &str) {
    if !options.dump.iter().any(|stage| stage == "bytecode") {
        return;
    }
    let optimize = u8::from(options.config.optimize > 0) + u8::from(options.config.optimize > 1);
    // A program that can't be compiled says so when it runs.
    if let Ok(code) = vm::front::compile::compile(source, filename, vm::front::compile::Mode::Exec, optimize, 0) {
        code.walk(&mut |code| match vm::front::compile::lower(code) {
            Ok(reg) => eprintln!("--- bytecode: {}", vm::front::bytecode::text::listing(code, &reg)),
            Err(e) => eprintln!("--- bytecode: {} can't be lowered: {e}", code.qualname),
        });
    }
}

/// A script that can't be read is reported before anything else happens. Err: the exit status.
fn check_file(file: &str) -> Result<(), i32> {
    let path = Path::new(file);
    if path.is_dir() {
        if path.join("__main__.py").is_file() {
            return Ok(());
        }
        eprintln!("naja: can't find '__main__' module in '{}'", absolute(path));
        return Err(1);
    }
    std::fs::File::open(path).map(drop).map_err(|e| {
        let n = e.raw_os_error().unwrap_or(0);
        eprintln!("naja: can't open file '{}': [Errno {n}] {}", absolute(path), vm::builtins::exception::os::strerror(n));
        2
    })
}

fn start(vm: &mut Vm, options: &Options) -> PyResult<()> {
    startup::prepare(vm, options)?;
    // Nothing that every start runs is worth compiling.
    if options.profile.is_none() {
        jit_setup::attach(vm, options.jit.as_deref());
    }
    match &options.program {
        Program::Command(text) => {
            dump_bytecode(options, &format!("{text}\n"), "<string>");
            import::run_main(vm, &format!("{text}\n"), "<string>")
        }
        Program::Module(name) => run_module(vm, name, true),
        Program::File(file) if Path::new(file).is_dir() => {
            let path = vm.sys_attr("path").unwrap_or(Value::NONE);
            vm.call_method(&path, "insert", &[Value::int(0), Value::str(&absolute(Path::new(file)))])?;
            run_module(vm, "__main__", false)
        }
        Program::File(file) => {
            let path = absolute(Path::new(file));
            let source = without_first_line(import::read_source(vm, &path)?, options.skip_first_line);
            dump_bytecode(options, &source, &path);
            import::run_main(vm, &source, &path)
        }
        Program::Stdin if options.config.interactive || std::io::stdin().is_terminal() => prompt(vm, options),
        Program::Stdin => {
            let mut bytes = Vec::new();
            if let Err(e) = std::io::stdin().read_to_end(&mut bytes) {
                return Err(vm::builtins::exception::os_error_from(vm, &e, None));
            }
            match vm::front::compile::decode_source(&bytes, "<stdin>") {
                Ok(source) => import::run_main(vm, &source, "<stdin>"),
                Err(e) => Err(vm::builtins::exception::syntax::raise(vm, &e, "<stdin>")),
            }
        }
    }
}

/// `-x`: the first line is blanked, so that line numbers stay right.
fn without_first_line(source: String, skip: bool) -> String {
    match source.find('\n') {
        Some(at) if skip => source[at..].to_string(),
        None if skip => String::new(),
        _ => source,
    }
}

/// `-m name`, or the `__main__` of a folder.
fn run_module(vm: &mut Vm, name: &str, alter_argv: bool) -> PyResult<()> {
    let runpy = import::import(vm, "runpy")?;
    let f = attr::get_text(vm, &runpy, "_run_module_as_main")?;
    vm.call(&f, &[Value::str(name), Value::bool(alter_argv)]).map(drop)
}

/// The prompt itself comes when the program is finished (`exit::finish`); here is what goes before.
fn prompt(vm: &mut Vm, options: &Options) -> PyResult<()> {
    vm::vm::rt().config.borrow_mut().inspect = true;
    if !options.config.quiet {
        repl::banner();
    }
    if let Some(file) = &options.startup {
        let r = import::read_source(vm, file).and_then(|source| import::run_main(vm, &source, file));
        if let Err(raised) = r {
            let exc = vm.take_exception(raised);
            exit::report(vm, &exc);
        }
    }
    Ok(())
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}
