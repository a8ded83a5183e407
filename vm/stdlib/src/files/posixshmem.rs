//! `_posixshmem`: named shared memory, for `multiprocessing.shared_memory`.

use super::os::{self, c};
use vm::builtins::exception::os_error;
use vm::builtins::str;
use vm::import::NativeModule;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_posixshmem",
    init: |_, m| {
        os::set(m, "__doc__", Value::str("POSIX shared memory module"));
        os::add_functions(m, FUNCTIONS);
        Ok(())
    },
};

fn name_of(vm: &mut Vm, v: &Value, who: &str) -> PyResult<std::ffi::CString> {
    if !str::is_str(v) {
        return Err(vm.type_error(format!("{who}() argument 'path' must be str, not {}", v.ty().name())));
    }
    os::c_string(vm, v)
}

fn shm_open(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let path = name_of(vm, &a[0], "shm_open")?;
    let flags = os::int_arg(vm, &a[1])? | libc::O_CLOEXEC;
    let mode = os::int_or(vm, &a[2], 0o777)? as libc::mode_t;
    match os::blocking(vm, || c!(shm_open(path.as_ptr(), flags, mode)))? {
        Ok(fd) => Ok(Value::int(i64::from(fd))),
        Err(n) => Err(os_error(vm, n, Some(&a[0]))),
    }
}

fn shm_unlink(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let path = name_of(vm, &a[0], "shm_unlink")?;
    match os::blocking(vm, || c!(shm_unlink(path.as_ptr())))? {
        Ok(_) => Ok(Value::NONE),
        Err(n) => Err(os_error(vm, n, Some(&a[0]))),
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("shm_open", shm_open, "(path, flags, mode=511)", "Open a shared memory object.  Returns a file descriptor (integer)."),
    NativeDef::new(
        "shm_unlink",
        shm_unlink,
        "(path)",
        "Remove a shared memory object (similar to unlink()).\n\nRemove a shared memory object name, and, once all processes  have  unmapped\nthe object, de-allocates and destroys the contents of the associated memory\nregion.",
    ),
];
