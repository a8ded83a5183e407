//! posix: the operating system as `os` sees it.

mod dir;
mod file;
mod names;
mod path;
pub mod process;
mod scandir;
mod sched;
pub mod spawn;
mod stat;
mod system;

use super::os;
pub(crate) use system::random_bytes;
use vm::builtins::exception::{self, os::strerror};
use vm::import::NativeModule;
use vm::threads::signals;
use vm::{NativeDef, PyResult, Raised, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "posix", init };

static SCANDIR: &[NativeDef] = &[NativeDef::new("scandir", scandir::scandir, "(path=None)", "Return an iterator of DirEntry objects for given path.")];

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    for table in [
        stat::FUNCTIONS,
        dir::FUNCTIONS,
        SCANDIR,
        file::FUNCTIONS,
        path::FUNCTIONS,
        process::FUNCTIONS,
        process::IDS,
        sched::FUNCTIONS,
        spawn::FUNCTIONS,
        system::FUNCTIONS,
    ] {
        os::add_functions(m, table);
    }
    names::init(m);
    path::init(vm, m)?;
    file::init(m);
    process::init(m);
    sched::init(m);
    system::init(m);
    os::set(m, "stat_result", stat::STAT_RESULT.value());
    os::set(m, "statvfs_result", stat::STATVFS_RESULT.value());
    os::set(m, "DirEntry", scandir::DIR_ENTRY.value());
    os::set(m, "error", exception::classes().os_error.value());
    Ok(())
}

/// OSError about two files.
fn error_with_two(vm: &mut Vm, errno: i32, a: &Value, b: &Value) -> Raised {
    let class = exception::classes().os_error.value();
    let args = [Value::int(i64::from(errno)), Value::str(&strerror(errno)), a.clone(), Value::NONE, b.clone()];
    match vm.call(&class, &args) {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}

/// None, after the handlers of signals that interrupted a call which must not be repeated.
fn signals_after(vm: &mut Vm) -> PyResult<Value> {
    signals::deliver(vm)?;
    Ok(Value::NONE)
}

/// Has `vm`'s process ended by this wait status? Its exit code as `subprocess` counts.
fn exit_code(status: i32) -> Option<i32> {
    if libc::WIFEXITED(status) {
        Some(libc::WEXITSTATUS(status))
    } else if libc::WIFSIGNALED(status) {
        Some(-libc::WTERMSIG(status))
    } else {
        None
    }
}
