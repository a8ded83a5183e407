//! posix: the machine and its limits: names, times, configuration values, randomness.

use super::super::os::{self, PathKind, c};
use super::names;
use std::ffi::CStr;
use vm::builtins::exception::os_error;
use vm::builtins::{bytes, int, str, tuple};
use vm::native::structseq::{self, Fields};
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

static UNAME_FIELDS: Fields = Fields {
    visible: 5,
    all: &[
        ("sysname", "operating system name"),
        ("nodename", "name of machine on network (implementation-defined)"),
        ("release", "operating system release"),
        ("version", "operating system version"),
        ("machine", "hardware identifier"),
    ],
};
static UNAME_RESULT: TypeDef = structseq::define("posix.uname_result", "uname_result: Result from os.uname().", &UNAME_FIELDS);
static TIMES_FIELDS: Fields = Fields {
    visible: 5,
    all: &[
        ("user", "user time"),
        ("system", "system time"),
        ("children_user", "user time of children"),
        ("children_system", "system time of children"),
        ("elapsed", "elapsed time since an arbitrary point in the past"),
    ],
};
static TIMES_RESULT: TypeDef = structseq::define("posix.times_result", "times_result: Result from os.times().", &TIMES_FIELDS);

/// Names of the system and the machine.
pub fn uname(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    // SAFETY: arrays of bytes.
    let mut u: libc::utsname = unsafe { std::mem::zeroed() };
    os::check(vm, c!(uname(&mut u)))?;
    let text = |b: &[libc::c_char]| {
        // SAFETY: uname ends each name in NUL.
        os::fs_decode(unsafe { CStr::from_ptr(b.as_ptr()) }.to_bytes())
    };
    Ok(structseq::new(&UNAME_RESULT, vec![text(&u.sysname), text(&u.nodename), text(&u.release), text(&u.version), text(&u.machine)]))
}
fn times(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    // SAFETY: integers.
    let mut t: libc::tms = unsafe { std::mem::zeroed() };
    let elapsed = os::check(vm, c!(times(&mut t)))?;
    let ticks = c!(sysconf(libc::_SC_CLK_TCK)).max(1) as f64;
    let v = [t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed];
    Ok(structseq::new(&TIMES_RESULT, v.iter().map(|n| Value::float(*n as f64 / ticks)).collect()))
}

/// A configuration name: a number, or a text of the table.
fn config_name(vm: &mut Vm, v: &Value, table: &[(&str, i64)]) -> PyResult<i32> {
    if int::is_int(v) {
        return os::int_arg(vm, v);
    }
    if !str::is_str(v) {
        return Err(vm.type_error("configuration names must be strings or integers"));
    }
    match table.iter().find(|(n, _)| str::eq_text(v, &n[1..])) {
        Some((_, n)) => Ok(*n as i32),
        None => Err(vm.value_error("unrecognized configuration name")),
    }
}
fn clear_errno() {
    // SAFETY: the errno location is this thread's.
    unsafe { *libc::__errno_location() = 0 };
}
fn sysconf(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = config_name(vm, &a[0], names::SYSCONF)?;
    clear_errno();
    let n = c!(sysconf(name));
    let e = os::errno();
    if n == -1 && e != 0 { Err(os_error(vm, e, None)) } else { Ok(Value::int(n)) }
}
fn pathconf(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "pathconf", PathKind::OrFd)?;
    let name = config_name(vm, &a[1], names::PATHCONF)?;
    clear_errno();
    let n = match p.fd {
        Some(fd) => c!(fpathconf(fd, name)),
        None => c!(pathconf(p.ptr(), name)),
    };
    let e = os::errno();
    if n == -1 && e != 0 { Err(p.error(vm, e)) } else { Ok(Value::int(n)) }
}
fn confstr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = config_name(vm, &a[0], names::CONFSTR)?;
    clear_errno();
    let mut b = vec![0u8; 1024];
    let n = c!(confstr(name, b.as_mut_ptr().cast(), b.len()));
    let e = os::errno();
    match n {
        0 if e != 0 => Err(os_error(vm, e, None)),
        0 => Ok(Value::NONE),
        n => Ok(os::fs_decode(&b[..(n - 1).min(b.len() - 1)])),
    }
}

/// Fills `b` with the kernel's random bytes.
pub fn random_bytes(vm: &mut Vm, b: &mut [u8]) -> PyResult<()> {
    let mut done = 0;
    while done < b.len() {
        let rest = &mut b[done..];
        done += os::call(vm, || c!(getrandom(rest.as_mut_ptr().cast(), rest.len(), 0)))? as usize;
    }
    Ok(())
}
fn urandom(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::long_arg(vm, &a[0])?;
    if n < 0 {
        return Err(vm.value_error("negative argument not allowed"));
    }
    let mut b = Vec::new();
    if b.try_reserve_exact(n as usize).is_err() {
        return Err(vm.memory_error(""));
    }
    b.resize(n as usize, 0);
    random_bytes(vm, &mut b)?;
    Ok(bytes::new(b))
}
fn getrandom(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::long_arg(vm, &a[0])?;
    if n < 0 {
        return Err(os_error(vm, libc::EINVAL, None));
    }
    let flags = os::int_or(vm, &a[1], 0)? as libc::c_uint;
    let mut b = super::file::room(vm, n as usize)?;
    let n = os::call(vm, || c!(getrandom(b.as_mut_ptr().cast(), b.len(), flags)))?;
    b.truncate(n as usize);
    Ok(bytes::new(b))
}

fn cpu_count(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let n = c!(sysconf(libc::_SC_NPROCESSORS_ONLN));
    Ok(if n > 0 { Value::int(n) } else { Value::NONE })
}
fn getloadavg(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut l = [0f64; 3];
    if c!(getloadavg(l.as_mut_ptr(), 3)) != 3 {
        return Err(vm::builtins::exception::os_error_from(vm, &std::io::Error::other("Load averages are unobtainable"), None));
    }
    Ok(tuple::new(l.iter().map(|x| Value::float(*x)).collect()))
}
fn umask(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mask = os::int_arg(vm, &a[0])? as libc::mode_t;
    Ok(Value::int(i64::from(c!(umask(mask)))))
}
fn sync(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    vm::threads::lock::allow_threads(|| c!(sync()));
    Ok(Value::NONE)
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("uname", uname, "()", "Return an object identifying the current operating system."),
    NativeDef::new("times", times, "()", "Return a collection containing process timing information."),
    NativeDef::new("sysconf", sysconf, "(name, /)", "Return an integer-valued system configuration variable."),
    NativeDef::new("pathconf", pathconf, "(path, name)", "Return the configuration limit name for the file or directory path."),
    NativeDef::new(
        "fpathconf",
        |vm, a| {
            let fd = os::fd_of(vm, &a[0])?;
            pathconf(vm, &[Value::int(i64::from(fd)), a[1].clone()])
        },
        "(fd, name, /)",
        "Return the configuration limit name for the file descriptor fd.",
    ),
    NativeDef::new("confstr", confstr, "(name, /)", "Return a string-valued system configuration variable."),
    NativeDef::new("urandom", urandom, "(size, /)", "Return a bytes object containing random bytes suitable for cryptographic use."),
    NativeDef::new("getrandom", getrandom, "(size, flags=0)", "Obtain a series of random bytes."),
    NativeDef::new("cpu_count", cpu_count, "()", "Return the number of logical CPUs in the system."),
    NativeDef::new("getloadavg", getloadavg, "()", "Return average recent system load information."),
    NativeDef::new("umask", umask, "(mask, /)", "Set the current numeric umask and return the previous umask."),
    NativeDef::new("sync", sync, "()", "Force write of everything to disk."),
    NativeDef::new("ctermid", |_, _| Ok(Value::str("/dev/tty")), "()", "Return the name of the controlling terminal for this process."),
];

/// Names of the module besides its functions.
pub fn init(m: &Value) {
    os::set(m, "uname_result", UNAME_RESULT.value());
    os::set(m, "times_result", TIMES_RESULT.value());
}
