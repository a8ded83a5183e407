//! The end of the program: uncaught exceptions, exit status, what runs at exit, and the order in which modules go.

use std::io::Write;

use vm::builtins::{exception, module, str, traceback, weakref};
use vm::object::dict::DictObj;
use vm::threads::signals;
use vm::vm::rt;
use vm::{PyResult, Value, Vm};

/// Ends the program after its main part came to `r`; the exit status.
pub fn finish(vm: &mut Vm, r: PyResult<()>) -> i32 {
    let (mut status, interrupted) = match r {
        Ok(()) => (0, false),
        Err(raised) => {
            let exc = vm.take_exception(raised);
            uncaught(vm, &exc)
        }
    };
    if crate::repl::wanted(vm) {
        flush(vm);
        status = crate::repl::run(vm);
    }
    stdlib::system::thread::wait_for_threads(vm);
    stdlib::system::atexit::run(vm);
    if !flush(vm) {
        status = 120;
    }
    clear_modules(vm);
    stdlib::files::io::flush_all(vm);
    if interrupted {
        // A shell must see that Ctrl-C ended the program, not that the program chose to end.
        signals::die_of(libc::SIGINT);
    }
    status
}

/// Reports an exception that nobody caught. Status, and whether it was Ctrl-C.
fn uncaught(vm: &mut Vm, exc: &Value) -> (i32, bool) {
    if exc.ty().is_subtype(exception::classes().system_exit) {
        return (status_of(vm, exc), false);
    }
    report(vm, exc);
    (1, exc.ty().is_subtype(exception::classes().keyboard_interrupt))
}

/// Shows an exception through `sys.excepthook` and keeps it as `sys.last_exc`.
pub fn report(vm: &mut Vm, exc: &Value) {
    flush(vm);
    let tb = exception::get(exc).map_or(Value::NONE, |e| e.traceback.borrow().clone());
    let class = exc.ty().value();
    for (name, v) in [("last_exc", exc), ("last_type", &class), ("last_value", exc), ("last_traceback", &tb)] {
        rt().sys.set_text(name, v.clone());
    }
    let Some(hook) = vm.sys_attr("excepthook") else {
        eprintln!("sys.excepthook is missing");
        traceback::print_exception(vm, exc);
        return;
    };
    if let Err(raised) = vm.call(&hook, &[class, exc.clone(), tb]) {
        let second = vm.take_exception(raised);
        eprintln!("Error in sys.excepthook:");
        traceback::print_exception(vm, &second);
        eprintln!("\nOriginal exception was:");
        traceback::print_exception(vm, exc);
    }
}

/// The exit status that a SystemExit asks for; a code that is no int is shown.
pub fn status_of(vm: &mut Vm, exc: &Value) -> i32 {
    let code = exception::field(exc, "code");
    if code.is_null() || code.is_none() {
        return 0;
    }
    if let Some(n) = vm::builtins::int::as_i64(&code) {
        return (n & 0xff) as i32;
    }
    if vm::builtins::int::is_int(&code) {
        return 255;
    }
    flush(vm);
    let text = match vm.text_of(&code) {
        Ok(t) => t,
        Err(e) => {
            drop(vm.take_exception(e));
            String::new()
        }
    };
    write_error(vm, &format!("{text}\n"));
    1
}

/// Writes to `sys.stderr`, or to the process's standard error when there is none.
fn write_error(vm: &mut Vm, text: &str) {
    if let Some(f) = vm.sys_attr("stderr").filter(|f| !f.is_none()) {
        match vm.call_method(&f, "write", &[Value::str(text)]) {
            Ok(_) => {
                flush(vm);
                return;
            }
            Err(e) => drop(vm.take_exception(e)),
        }
    }
    eprint!("{text}");
}

/// Flushes the standard streams; false when standard output couldn't be written.
pub fn flush(vm: &mut Vm) -> bool {
    let mut good = std::io::stdout().flush().is_ok();
    for name in ["stdout", "stderr"] {
        let Some(f) = vm.sys_attr(name).filter(|f| !f.is_none()) else { continue };
        let closed = vm.call_method(&f, "flush", &[]);
        if let Err(e) = closed {
            let exc = vm.take_exception(e);
            // A closed stream has nothing left to write.
            if !exc.ty().is_subtype(exception::classes().value_error) && name == "stdout" {
                good = false;
                exception::report_unraisable(vm, &exc, "Exception ignored while flushing sys.stdout", &f);
            }
        }
    }
    good
}

/// Lets the modules go: first their names, then whatever cycles that frees, then the namespaces of those still alive, the
/// last imported first.
fn clear_modules(vm: &mut Vm) {
    let jit = rt().jit.borrow().as_ref().map(|j| j.clone());
    if let Some(jit) = jit {
        jit.shut_down(vm);
    }
    for name in ["path", "argv", "ps1", "ps2", "last_exc", "last_type", "last_value", "last_traceback", "path_importer_cache", "meta_path"] {
        if rt().sys.get_text(name).is_some() {
            rt().sys.set_text(name, Value::NONE);
        }
    }
    let mut left = Vec::new();
    for (name, m) in rt().modules.items() {
        let name = str::text(&name).into_owned();
        if matches!(name.as_str(), "sys" | "builtins") || m.downcast::<module::ModuleObj>().is_none() {
            continue;
        }
        if let Ok(w) = weakref::new(vm, weakref::TYPE.get(), &m, None) {
            left.push(w);
        }
        rt().modules.set_text(&name, Value::NONE);
        drop(m);
    }
    vm::heap::collect::collect(None);
    for w in left.into_iter().rev() {
        if let Some(d) = weakref::target(&w).as_ref().and_then(module::dict_of) {
            clear_namespace(&d);
        }
    }
    vm::heap::collect::collect(None);
}

/// Sets names to None, those with one underscore first, as CPython does; `__builtins__` stays for the destructors.
fn clear_namespace(d: &DictObj) {
    let keys = d.keys();
    let private = |k: &Value| {
        let t = str::text(k);
        t.starts_with('_') && !t.starts_with("__")
    };
    for pass in [true, false] {
        for k in keys.iter().filter(|k| str::is_str(k) && private(k) == pass && !str::eq_text(k, "__builtins__")) {
            drop(d.set_str(k, Value::NONE));
        }
    }
}
