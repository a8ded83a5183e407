//! What happens between the runtime's birth and the first line of the program: standard streams and `site`.

use std::io::IsTerminal;

use stdlib::system::{imp, library};
use vm::object::attr;
use vm::vm::rt;
use vm::{PyResult, Value, Vm};

use crate::options::{Options, Program};

/// Starts importlib, prepares `sys.stdin`, `sys.stdout`, `sys.stderr`, imports `site` unless told not to, and puts the
/// script's folder in front of `sys.path`.
pub fn prepare(vm: &mut Vm, options: &Options) -> PyResult<()> {
    // importlib's code reads files through `_io`.
    let complete = rt().native_modules.borrow().iter().any(|m| m.name == "_io");
    if complete {
        imp::install(vm)?;
        streams(vm, options)?;
    }
    if complete && !options.config.no_site {
        let site = vm::import::import(vm, "site")?;
        vm.call_method(&site, "main", &[])?;
        library::restore_entry(vm);
    }
    if let (Some(dir), Some(path)) = (&options.config.script_dir, vm.sys_attr("path")) {
        vm.call_method(&path, "insert", &[Value::int(0), Value::str(dir)])?;
    }
    if complete { main_loader(vm, &options.program) } else { Ok(()) }
}

/// `__main__.__loader__`: a source loader for scripts, else the one for built-in modules.
fn main_loader(vm: &mut Vm, program: &Program) -> PyResult<()> {
    let Some(d) = rt().modules.get_text("__main__").as_ref().and_then(vm::builtins::module::dict_of) else { return Ok(()) };
    let loader = match program {
        Program::File(file) => {
            let class = vm.import_attr("_frozen_importlib_external", "SourceFileLoader")?;
            let path = crate::absolute(std::path::Path::new(file));
            vm.call(&class, &[Value::str("__main__"), Value::str(&path)])?
        }
        _ => vm.import_attr("_frozen_importlib", "BuiltinImporter")?,
    };
    d.set_text("__loader__", loader);
    Ok(())
}

/// One standard stream: what `open` gives, with the name that messages use.
struct Stream {
    name: &'static str,
    fd: i64,
    shown: &'static str,
    mode: &'static str,
    errors: &'static str,
}
static STREAMS: [Stream; 3] = [
    Stream { name: "stdin", fd: 0, shown: "<stdin>", mode: "r", errors: "strict" },
    Stream { name: "stdout", fd: 1, shown: "<stdout>", mode: "w", errors: "strict" },
    Stream { name: "stderr", fd: 2, shown: "<stderr>", mode: "w", errors: "backslashreplace" },
];

fn streams(vm: &mut Vm, options: &Options) -> PyResult<()> {
    let io = vm::import::import(vm, "_io")?;
    let (encoding, errors) = match options.io_encoding.as_deref().map(|e| e.split_once(':').unwrap_or((e, ""))) {
        Some((encoding, errors)) => (if encoding.is_empty() { "utf-8" } else { encoding }, errors),
        None => ("utf-8", ""),
    };
    for s in &STREAMS {
        let errors = if errors.is_empty() || s.name == "stderr" { s.errors } else { errors };
        let f = open(vm, &io, s, encoding, errors, options.config.unbuffered)?;
        for name in [s.name.to_string(), format!("__{}__", s.name)] {
            rt().sys.set_text(&name, f.clone());
        }
    }
    if let Some(open) = vm::builtins::module::dict_of(&io).and_then(|d| d.get_text("open")) {
        rt().builtins.set_text("open", open);
    }
    Ok(())
}

/// None when the file descriptor isn't open.
fn open(vm: &mut Vm, io: &Value, s: &Stream, encoding: &str, errors: &str, unbuffered: bool) -> PyResult<Value> {
    let write = s.mode == "w";
    let raw_write = write && unbuffered;
    let f = attr::get_text(vm, io, "open")?;
    let mode = format!("{}b", s.mode);
    let buffering = Value::int(if raw_write { 0 } else { -1 });
    let opened = vm.call_kw(&f, &[Value::int(s.fd), Value::str(&mode), buffering], &[("closefd", Value::FALSE)]);
    let Some(buffer) = vm.catch(opened, vm::builtins::exception::classes().os_error)? else { return Ok(Value::NONE) };
    let raw = if raw_write { buffer.clone() } else { attr::get_text(vm, &buffer, "raw")? };
    let name = vm::object::intern::intern("name");
    attr::set(vm, &raw, &name, Some(&Value::str(s.shown)))?;
    let terminal = match s.fd {
        0 => std::io::stdin().is_terminal(),
        1 => std::io::stdout().is_terminal(),
        _ => true,
    };
    let wrapper = attr::get_text(vm, io, "TextIOWrapper")?;
    let kw = [
        ("encoding", Value::str(encoding)),
        ("errors", Value::str(errors)),
        ("newline", Value::str("\n")),
        ("line_buffering", Value::bool(write && terminal)),
        ("write_through", Value::bool(raw_write)),
    ];
    let text = vm.call_kw(&wrapper, &[buffer], &kw)?;
    attr::set(vm, &text, &vm::object::intern::intern("mode"), Some(&Value::str(s.mode)))?;
    Ok(text)
}
