//! resource: what a process may use and has used.

use super::os::{self, c};
use vm::builtins::{exception, tuple};
use vm::import::NativeModule;
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "resource", init };

static USAGE_FIELDS: Fields = Fields {
    visible: 16,
    all: &[
        ("ru_utime", "user time used"),
        ("ru_stime", "system time used"),
        ("ru_maxrss", "max. resident set size"),
        ("ru_ixrss", "shared memory size"),
        ("ru_idrss", "unshared data size"),
        ("ru_isrss", "unshared stack size"),
        ("ru_minflt", "page faults not requiring I/O"),
        ("ru_majflt", "page faults requiring I/O"),
        ("ru_nswap", "number of swap outs"),
        ("ru_inblock", "block input operations"),
        ("ru_oublock", "block output operations"),
        ("ru_msgsnd", "IPC messages sent"),
        ("ru_msgrcv", "IPC messages received"),
        ("ru_nsignals", "signals received"),
        ("ru_nvcsw", "voluntary context switches"),
        ("ru_nivcsw", "involuntary context switches"),
    ],
};
static USAGE: TypeDef = structseq::define("resource.struct_rusage", "struct_rusage: Result from getrusage.", &USAGE_FIELDS);

/// The Python form.
pub fn usage_value(u: &libc::rusage) -> Value {
    let seconds = |t: libc::timeval| Value::float(t.tv_sec as f64 + t.tv_usec as f64 * 1e-6);
    let mut v = vec![seconds(u.ru_utime), seconds(u.ru_stime)];
    let rest = [
        u.ru_maxrss,
        u.ru_ixrss,
        u.ru_idrss,
        u.ru_isrss,
        u.ru_minflt,
        u.ru_majflt,
        u.ru_nswap,
        u.ru_inblock,
        u.ru_oublock,
        u.ru_msgsnd,
        u.ru_msgrcv,
        u.ru_nsignals,
        u.ru_nvcsw,
        u.ru_nivcsw,
    ];
    v.extend(rest.iter().map(|n| Value::int(*n)));
    structseq::new(&USAGE, v)
}

fn getrusage(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let who = os::int_arg(vm, &a[0])?;
    // SAFETY: integers.
    let mut u: libc::rusage = unsafe { std::mem::zeroed() };
    if c!(getrusage(who, &mut u)) == -1 {
        return Err(if os::errno() == libc::EINVAL { vm.value_error("invalid who parameter") } else { exception::os_error(vm, os::errno(), None) });
    }
    Ok(usage_value(&u))
}

fn limits_value(l: &libc::rlimit) -> Value {
    let one = |n: libc::rlim_t| if n == libc::RLIM_INFINITY { Value::int(-1) } else { os::unsigned(n) };
    os::pair(one(l.rlim_cur), one(l.rlim_max))
}
fn limits_arg(vm: &mut Vm, v: &Value) -> PyResult<libc::rlimit> {
    let items = if v.downcast::<tuple::TupleObj>().is_some() { tuple::items(v).to_vec() } else { ops::collect(vm, v)? };
    let [soft, hard] = items.as_slice() else { return Err(vm.value_error("expected a tuple of 2 integers")) };
    let one = |vm: &mut Vm, v: &Value| -> PyResult<libc::rlim_t> {
        match os::long_arg(vm, v)? {
            -1 => Ok(libc::RLIM_INFINITY),
            n if n < 0 => Err(vm.value_error("Cannot convert negative int")),
            n => Ok(n as libc::rlim_t),
        }
    };
    Ok(libc::rlimit { rlim_cur: one(vm, soft)?, rlim_max: one(vm, hard)? })
}
fn which(vm: &mut Vm, v: &Value) -> PyResult<u32> {
    match os::int_arg(vm, v)? {
        n @ 0..16 => Ok(n as u32),
        _ => Err(vm.value_error("invalid resource specified")),
    }
}
fn getrlimit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = which(vm, &a[0])?;
    let mut l = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    os::check(vm, c!(getrlimit(n, &mut l)))?;
    Ok(limits_value(&l))
}
fn refused(vm: &mut Vm) -> PyResult<Value> {
    match os::errno() {
        libc::EINVAL => Err(vm.value_error("current limit exceeds maximum limit")),
        libc::EPERM => Err(vm.value_error("not allowed to raise maximum limit")),
        n => Err(exception::os_error(vm, n, None)),
    }
}
fn setrlimit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = which(vm, &a[0])?;
    let l = limits_arg(vm, &a[1])?;
    if c!(setrlimit(n, &l)) == -1 { refused(vm) } else { Ok(Value::NONE) }
}
fn prlimit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let n = which(vm, &a[1])?;
    let new = a[2].some().map_or(Ok(None), |v| limits_arg(vm, v).map(Some))?;
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    let p = new.as_ref().map_or(std::ptr::null(), |l| l as *const _);
    if c!(prlimit(pid, n, p, &mut old)) == -1 {
        return if os::errno() == libc::EINVAL { refused(vm) } else { Err(exception::os_error(vm, os::errno(), None)) };
    }
    Ok(limits_value(&old))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("getrusage", getrusage, "(who, /)", ""),
    NativeDef::new("getrlimit", getrlimit, "(resource, /)", ""),
    NativeDef::new("setrlimit", setrlimit, "(resource, limits, /)", ""),
    NativeDef::new("prlimit", prlimit, "(pid, resource, limits=None, /)", ""),
    NativeDef::new("getpagesize", |_, _| Ok(Value::int(c!(sysconf(libc::_SC_PAGESIZE)))), "()", ""),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK RLIMIT_CORE RLIMIT_NOFILE RLIMIT_AS RLIMIT_RSS RLIMIT_NPROC RLIMIT_MEMLOCK
    RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO RLIMIT_RTTIME RLIMIT_SIGPENDING RUSAGE_SELF RUSAGE_CHILDREN RUSAGE_THREAD
};

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::set(m, "RLIMIT_OFILE", Value::int(libc::RLIMIT_NOFILE as i64));
    os::set(m, "RLIM_INFINITY", Value::int(-1));
    os::set(m, "struct_rusage", USAGE.value());
    os::set(m, "error", exception::classes().os_error.value());
    Ok(())
}
