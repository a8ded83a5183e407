//! posix: scheduling: priorities, policies, processors, name spaces.

use super::super::os::{self, c};
use std::collections::BTreeSet;
use vm::builtins::exception::os_error;
use vm::builtins::{int, list};
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

static PARAM_FIELDS: Fields = Fields { visible: 1, all: &[("sched_priority", "the scheduling priority")] };
static PARAM: TypeDef = structseq::define("posix.sched_param", "Currently has only one field: sched_priority", &PARAM_FIELDS);

fn int_of(r: i32) -> Value {
    Value::int(i64::from(r))
}
fn sched_yield(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    os::call(vm, || c!(sched_yield()))?;
    Ok(Value::NONE)
}
fn priority_limit(vm: &mut Vm, a: &[Value], f: fn(i32) -> i32) -> PyResult<Value> {
    let policy = os::int_arg(vm, &a[0])?;
    os::check(vm, f(policy)).map(int_of)
}
fn getscheduler(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    os::check(vm, c!(sched_getscheduler(pid))).map(int_of)
}
fn param(vm: &mut Vm, v: &Value) -> PyResult<libc::sched_param> {
    if !v.ty().is_subtype(PARAM.get()) {
        return Err(vm.type_error("must have a sched_param object"));
    }
    let n = os::int_arg(vm, &structseq::field(v, 0))?;
    Ok(libc::sched_param { sched_priority: n })
}
fn setscheduler(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (pid, policy) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    let p = param(vm, &a[2])?;
    os::done(vm, c!(sched_setscheduler(pid, policy, &p)))
}
fn getparam(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let mut p = libc::sched_param { sched_priority: 0 };
    os::check(vm, c!(sched_getparam(pid, &mut p)))?;
    Ok(structseq::new(&PARAM, vec![int_of(p.sched_priority)]))
}
fn setparam(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let p = param(vm, &a[1])?;
    os::done(vm, c!(sched_setparam(pid, &p)))
}
fn rr_interval(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let mut t = os::timespec(0);
    os::check(vm, c!(sched_rr_get_interval(pid, &mut t)))?;
    Ok(Value::float(t.tv_sec as f64 + 1e-9 * t.tv_nsec as f64))
}

/// Bits per processor, as the kernel wants them. 8192 processors are the kernel's own limit.
type Mask = [u64; 128];

fn getaffinity(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let mut mask: Mask = [0; 128];
    os::check(vm, c!(sched_getaffinity(pid, std::mem::size_of::<Mask>(), mask.as_mut_ptr().cast())))?;
    let cpus = (0..mask.len() * 64).filter(|i| mask[i / 64] >> (i % 64) & 1 != 0);
    let l = list::new(cpus.map(Value::usize).collect());
    let set = vm.builtin("set")?;
    vm.call1(&set, &l)
}
fn setaffinity(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let mut cpus = BTreeSet::new();
    for v in ops::collect(vm, &a[1])? {
        if !int::is_int(&v) {
            return Err(vm.type_error(format!("expected an iterator of ints, but iterator yielded {}", v.ty().name())));
        }
        match int::as_i64(&v) {
            Some(n) if n < 0 => return Err(vm.value_error("negative CPU number")),
            Some(n) if n < 8192 => drop(cpus.insert(n as usize)),
            _ => return Err(vm.overflow_error("CPU number too large")),
        }
    }
    let mut mask: Mask = [0; 128];
    cpus.iter().for_each(|i| mask[i / 64] |= 1 << (i % 64));
    os::done(vm, c!(sched_setaffinity(pid, std::mem::size_of::<Mask>(), mask.as_ptr().cast())))
}

/// -1 is a valid priority: `errno` tells.
fn priority(vm: &mut Vm, f: impl FnOnce() -> i32) -> PyResult<Value> {
    // SAFETY: the errno location is this thread's.
    unsafe { *libc::__errno_location() = 0 };
    let r = f();
    let e = os::errno();
    if r == -1 && e != 0 { Err(os_error(vm, e, None)) } else { Ok(int_of(r)) }
}
fn nice(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::int_arg(vm, &a[0])?;
    priority(vm, || c!(nice(n)))
}
fn getpriority(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (which, who) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    priority(vm, || c!(getpriority(which as _, who as libc::id_t)))
}
fn setpriority(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (which, who, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?, os::int_arg(vm, &a[2])?);
    os::done(vm, c!(setpriority(which as _, who as libc::id_t, n)))
}
fn unshare(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let flags = os::int_arg(vm, &a[0])?;
    os::done(vm, c!(unshare(flags)))
}
fn setns(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let kind = os::int_or(vm, &a[1], 0)?;
    os::done(vm, c!(setns(fd, kind)))
}

// ---- timers as files ------------------------------------------------------------------------------

fn timerfd_create(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let clock = os::int_arg(vm, &a[0])?;
    let flags = os::int_or(vm, &a[1], libc::TFD_CLOEXEC)?;
    os::check(vm, c!(timerfd_create(clock, flags))).map(int_of)
}
fn timer_value(t: &libc::itimerspec, ns: bool) -> Value {
    let one = |t: &libc::timespec| if ns { Value::int(t.tv_sec * 1_000_000_000 + t.tv_nsec) } else { Value::float(t.tv_sec as f64 + 1e-9 * t.tv_nsec as f64) };
    os::pair(one(&t.it_value), one(&t.it_interval))
}
fn no_timer() -> libc::itimerspec {
    libc::itimerspec { it_interval: os::timespec(0), it_value: os::timespec(0) }
}
fn timerfd_settime(vm: &mut Vm, a: &[Value], ns: bool) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let flags = os::int_or(vm, &a[1], 0)?;
    let time = |vm: &mut Vm, v: &Value| -> PyResult<libc::timespec> {
        let n = match v.opt() {
            None => 0,
            Some(v) if ns => os::long_arg(vm, v)?,
            Some(v) => os::nanoseconds(vm, v, false)?,
        };
        Ok(os::timespec(n))
    };
    let new = libc::itimerspec { it_value: time(vm, &a[2])?, it_interval: time(vm, &a[3])? };
    let mut old = no_timer();
    os::check(vm, c!(timerfd_settime(fd, flags, &new, &mut old)))?;
    Ok(timer_value(&old, ns))
}
fn timerfd_gettime(vm: &mut Vm, a: &[Value], ns: bool) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let mut t = no_timer();
    os::check(vm, c!(timerfd_gettime(fd, &mut t)))?;
    Ok(timer_value(&t, ns))
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("sched_yield", sched_yield, "()", "Voluntarily relinquish the CPU."),
    NativeDef::new(
        "sched_get_priority_max",
        |vm, a| priority_limit(vm, a, |p| c!(sched_get_priority_max(p))),
        "(policy)",
        "Get the maximum scheduling priority for policy.",
    ),
    NativeDef::new(
        "sched_get_priority_min",
        |vm, a| priority_limit(vm, a, |p| c!(sched_get_priority_min(p))),
        "(policy)",
        "Get the minimum scheduling priority for policy.",
    ),
    NativeDef::new("sched_getscheduler", getscheduler, "(pid, /)", "Get the scheduling policy for the process identified by pid."),
    NativeDef::new("sched_setscheduler", setscheduler, "(pid, policy, param, /)", "Set the scheduling policy for the process identified by pid."),
    NativeDef::new("sched_getparam", getparam, "(pid, /)", "Returns scheduling parameters for the process identified by pid."),
    NativeDef::new("sched_setparam", setparam, "(pid, param, /)", "Set scheduling parameters for the process identified by pid."),
    NativeDef::new("sched_rr_get_interval", rr_interval, "(pid, /)", "Return the round-robin quantum for the process identified by pid, in seconds."),
    NativeDef::new("sched_getaffinity", getaffinity, "(pid, /)", "Return the affinity of the process identified by pid (or the current process if zero)."),
    NativeDef::new("sched_setaffinity", setaffinity, "(pid, mask, /)", "Set the CPU affinity of the process identified by pid to mask."),
    NativeDef::new("nice", nice, "(increment, /)", "Add increment to the priority of process and return the new priority."),
    NativeDef::new("getpriority", getpriority, "(which, who)", "Return program scheduling priority."),
    NativeDef::new("setpriority", setpriority, "(which, who, priority)", "Set program scheduling priority."),
    NativeDef::new("unshare", unshare, "(flags)", "Disassociate parts of a process (or thread) execution context."),
    NativeDef::new("setns", setns, "(fd, nstype=0)", "Move the calling thread into different namespaces."),
    NativeDef::new("timerfd_create", timerfd_create, "(clockid, /, *, flags=TFD_CLOEXEC)", "Create and return a timer file descriptor."),
    NativeDef::new(
        "timerfd_settime",
        |vm, a| timerfd_settime(vm, a, false),
        "(fd, /, *, flags=0, initial=0.0, interval=0.0)",
        "Alter a timer file descriptor's internal timer in seconds.",
    ),
    NativeDef::new(
        "timerfd_settime_ns",
        |vm, a| timerfd_settime(vm, a, true),
        "(fd, /, *, flags=0, initial=0, interval=0)",
        "Alter a timer file descriptor's internal timer in nanoseconds.",
    ),
    NativeDef::new(
        "timerfd_gettime",
        |vm, a| timerfd_gettime(vm, a, false),
        "(fd, /)",
        "Return a tuple of a timer file descriptor's (interval, next expiration) in float seconds.",
    ),
    NativeDef::new(
        "timerfd_gettime_ns",
        |vm, a| timerfd_gettime(vm, a, true),
        "(fd, /)",
        "Return a tuple of a timer file descriptor's (interval, next expiration) in nanoseconds.",
    ),
];

/// Names of the module besides its functions.
pub fn init(m: &Value) {
    os::set(m, "sched_param", PARAM.value());
}
