//! _signal: signal handlers in Python, masks, timers.
//!
//! The C side (noting that a signal came, running Python handlers at polls of the main thread) is `vm::threads::signals`.

use super::os::{self, c};
use super::posix::spawn::signal_set;
use vm::builtins::exception::{classes, os_error};
use vm::builtins::{int, tuple};
use vm::import::NativeModule;
use vm::native::function::module_function;
use vm::native::structseq::{self, Fields};
use vm::threads::signals;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_signal", init };

const COUNT: i32 = signals::COUNT as i32;

fn number(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    let n = os::int_arg(vm, v)?;
    if (1..COUNT).contains(&n) { Ok(n) } else { Err(vm.value_error("signal number out of range")) }
}
/// What the kernel does with a signal: SIG_DFL, SIG_IGN, or something else.
fn disposition(n: i32) -> Option<usize> {
    // SAFETY: zero bytes are a valid sigaction.
    let mut old: libc::sigaction = unsafe { std::mem::zeroed() };
    if c!(sigaction(n, std::ptr::null(), &mut old)) == -1 { None } else { Some(old.sa_sigaction) }
}
/// The handler as Python sees it.
fn handler_of(vm: &mut Vm, n: i32) -> Value {
    let h = signals::handler(n as usize);
    if !h.is_null() {
        return h;
    }
    match disposition(n) {
        Some(libc::SIG_DFL) => Value::int(0),
        Some(libc::SIG_IGN) => Value::int(1),
        Some(_) if n == libc::SIGINT => vm.import_attr("_signal", "default_int_handler").unwrap_or_else(|e| {
            drop(vm.take_exception(e));
            Value::NONE
        }),
        _ => Value::NONE,
    }
}
fn signal(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::int_arg(vm, &a[0])?;
    if !signals::is_main_thread() {
        return Err(vm.value_error("signal only works in main thread of the main interpreter"));
    }
    if !(1..COUNT).contains(&n) {
        return Err(vm.value_error("signal number out of range"));
    }
    let plain = if a[1].ty().slots().call.is_none() { int::as_i64(&a[1]) } else { None };
    let action = match plain {
        Some(0) => libc::SIG_DFL,
        Some(1) => libc::SIG_IGN,
        _ if a[1].ty().slots().call.is_some() => usize::MAX,
        _ => return Err(vm.type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")),
    };
    // Handlers of signals that came before run first.
    signals::deliver(vm)?;
    let old = handler_of(vm, n);
    if action == usize::MAX {
        if !signals::try_catch(n) {
            return Err(os_error(vm, os::errno(), None));
        }
        drop(signals::set_handler(n as usize, a[1].clone()));
    } else {
        if c!(signal(n, action)) == libc::SIG_ERR {
            return Err(os_error(vm, os::errno(), None));
        }
        drop(signals::set_handler(n as usize, Value::NULL));
    }
    Ok(old)
}
fn getsignal(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = number(vm, &a[0])?;
    Ok(handler_of(vm, n))
}
fn default_int_handler(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let exc = vm::builtins::exception::make(classes().keyboard_interrupt, vec![]);
    Err(vm.raise(exc))
}
fn raise_signal(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::int_arg(vm, &a[0])?;
    os::call(vm, || if c!(raise(n)) == 0 { 0 } else { -1 })?;
    signals::deliver(vm)?;
    Ok(Value::NONE)
}
fn strsignal(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = number(vm, &a[0])?;
    let p = c!(strsignal(n));
    if p.is_null() {
        return Ok(Value::NONE);
    }
    // SAFETY: a C string of the C library, read before any other call.
    let text = unsafe { std::ffi::CStr::from_ptr(p) };
    let b = text.to_bytes();
    Ok(if b.starts_with(b"Unknown signal") { Value::NONE } else { os::fs_decode(b) })
}
fn siginterrupt(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = number(vm, &a[0])?;
    let on = os::int_arg(vm, &a[1])? != 0;
    // SAFETY: zero bytes are a valid sigaction.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    os::check(vm, c!(sigaction(n, std::ptr::null(), &mut action)))?;
    action.sa_flags = if on { action.sa_flags & !libc::SA_RESTART } else { action.sa_flags | libc::SA_RESTART };
    os::done(vm, c!(sigaction(n, &action, std::ptr::null_mut())))
}
fn set_wakeup_fd(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    if !signals::is_main_thread() {
        return Err(vm.value_error("set_wakeup_fd only works in main thread of the main interpreter"));
    }
    if fd != -1 {
        // SAFETY: integers.
        let mut st: libc::stat = unsafe { std::mem::zeroed() };
        os::check(vm, c!(fstat(fd, &mut st)))?;
        let flags = os::check(vm, c!(fcntl(fd, libc::F_GETFL)))?;
        if flags & libc::O_NONBLOCK == 0 {
            return Err(vm.value_error(format!("the fd {fd} must be in non-blocking mode")));
        }
    }
    Ok(Value::int(i64::from(signals::set_wakeup_fd(fd))))
}

// ---- sets of signals --------------------------------------------------------------------------------

fn set_value(vm: &mut Vm, set: &libc::sigset_t) -> PyResult<Value> {
    let l: Vec<Value> = (1..COUNT).filter(|&n| c!(sigismember(set, n)) == 1).map(|n| Value::int(i64::from(n))).collect();
    let make = vm.builtin("set")?;
    vm.call1(&make, &tuple::new(l))
}
fn empty_set() -> libc::sigset_t {
    // SAFETY: an array of integers.
    let mut s: libc::sigset_t = unsafe { std::mem::zeroed() };
    c!(sigemptyset(&mut s));
    s
}
fn pthread_sigmask(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let how = os::int_arg(vm, &a[0])?;
    let set = signal_set(vm, &a[1])?;
    let mut old = empty_set();
    match c!(pthread_sigmask(how, &set, &mut old)) {
        0 => {}
        n => return Err(os_error(vm, n, None)),
    }
    // Signals that were blocked until now have been delivered.
    signals::deliver(vm)?;
    set_value(vm, &old)
}
fn sigpending(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut s = empty_set();
    os::check(vm, c!(sigpending(&mut s)))?;
    set_value(vm, &s)
}
fn sigwait(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let set = signal_set(vm, &a[0])?;
    let mut n = 0;
    match vm::threads::lock::allow_threads(|| c!(sigwait(&set, &mut n))) {
        0 => Ok(Value::int(i64::from(n))),
        e => Err(os_error(vm, e, None)),
    }
}
fn valid_signals(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut s = empty_set();
    c!(sigfillset(&mut s));
    set_value(vm, &s)
}
static SIGINFO_FIELDS: Fields = Fields {
    visible: 7,
    all: &[
        ("si_signo", "signal number"),
        ("si_code", "signal code"),
        ("si_errno", "errno associated with this signal"),
        ("si_pid", "sending process ID"),
        ("si_uid", "real user ID of sending process"),
        ("si_status", "exit value or signal"),
        ("si_band", "band event for SIGPOLL"),
    ],
};
static SIGINFO: TypeDef = structseq::define("signal.struct_siginfo", "struct_siginfo: Result from sigwaitinfo or sigtimedwait.", &SIGINFO_FIELDS);
fn info_value(i: &libc::siginfo_t) -> Value {
    // SAFETY: the kernel filled the structure; the fields of other kinds of signals are plain numbers.
    let (pid, uid, status) = unsafe { (i.si_pid(), i.si_uid(), i.si_status()) };
    let v = [i64::from(i.si_signo), i64::from(i.si_code), i64::from(i.si_errno), i64::from(pid), i64::from(uid), i64::from(status), 0];
    structseq::new(&SIGINFO, v.iter().map(|n| Value::int(*n)).collect())
}
fn sigwaitinfo(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let set = signal_set(vm, &a[0])?;
    // SAFETY: zero bytes are a valid siginfo_t.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    os::call(vm, || c!(sigwaitinfo(&set, &mut info)))?;
    Ok(info_value(&info))
}
fn sigtimedwait(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let set = signal_set(vm, &a[0])?;
    let ns = os::nanoseconds(vm, &a[1], true)?;
    if ns < 0 {
        return Err(vm.value_error("timeout must be non-negative"));
    }
    // SAFETY: zero bytes are a valid siginfo_t.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let until = os::clock_ns(libc::CLOCK_MONOTONIC).unwrap_or(0).saturating_add(ns);
    let r = os::blocking(vm, || {
        let left = os::timespec((until - os::clock_ns(libc::CLOCK_MONOTONIC).unwrap_or(0)).max(0));
        c!(sigtimedwait(&set, &mut info, &left))
    })?;
    match r {
        Ok(_) => Ok(info_value(&info)),
        Err(libc::EAGAIN) => Ok(Value::NONE),
        Err(n) => Err(os_error(vm, n, None)),
    }
}
fn pthread_kill(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (id, n) = (os::long_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    match c!(pthread_kill(id as libc::pthread_t, n)) {
        0 => {}
        e => return Err(os_error(vm, e, None)),
    }
    signals::deliver(vm)?;
    Ok(Value::NONE)
}
fn pidfd_send_signal(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    if a[2].some().is_some() {
        return Err(vm.type_error("siginfo must be None"));
    }
    let flags = os::int_or(vm, &a[3], 0)?;
    os::done(vm, c!(syscall(libc::SYS_pidfd_send_signal, fd, n, std::ptr::null::<libc::siginfo_t>(), flags)))
}

// ---- timers -----------------------------------------------------------------------------------------

fn alarm(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::int_arg(vm, &a[0])?;
    Ok(Value::int(i64::from(c!(alarm(n as libc::c_uint)))))
}
fn pause(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    vm::threads::lock::allow_threads(|| c!(pause()));
    signals::deliver(vm)?;
    Ok(Value::NONE)
}
unsafe extern "C" {
    fn setitimer(which: libc::c_int, new: *const libc::itimerval, old: *mut libc::itimerval) -> libc::c_int;
    fn getitimer(which: libc::c_int, current: *mut libc::itimerval) -> libc::c_int;
}
fn timer_value(t: &libc::itimerval) -> Value {
    let one = |t: &libc::timeval| Value::float(t.tv_sec as f64 + t.tv_usec as f64 / 1e6);
    os::pair(one(&t.it_value), one(&t.it_interval))
}
fn no_timer() -> libc::itimerval {
    let zero = libc::timeval { tv_sec: 0, tv_usec: 0 };
    libc::itimerval { it_interval: zero, it_value: zero }
}
/// Raises `signal.ItimerError`.
fn timer_error(vm: &mut Vm) -> vm::Raised {
    let n = os::errno();
    let r = vm.import_attr("_signal", "ItimerError");
    let args = [Value::int(i64::from(n)), Value::str(&vm::builtins::exception::os::strerror(n))];
    match r.and_then(|class| vm.call(&class, &args)) {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}
fn set_timer(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let which = os::int_arg(vm, &a[0])?;
    let mut times = [libc::timeval { tv_sec: 0, tv_usec: 0 }; 2];
    for (t, v) in times.iter_mut().zip(&a[1..]) {
        if let Some(v) = v.opt() {
            let us = os::nanoseconds(vm, v, true)?.div_euclid(1000);
            *t = libc::timeval { tv_sec: us.div_euclid(1_000_000), tv_usec: us.rem_euclid(1_000_000) };
        }
    }
    let new = libc::itimerval { it_value: times[0], it_interval: times[1] };
    let mut old = no_timer();
    // SAFETY: both point to locals of the right type.
    if unsafe { setitimer(which, &new, &mut old) } == -1 { Err(timer_error(vm)) } else { Ok(timer_value(&old)) }
}
fn get_timer(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let which = os::int_arg(vm, &a[0])?;
    let mut t = no_timer();
    // SAFETY: a local of the right type.
    if unsafe { getitimer(which, &mut t) } == -1 { Err(timer_error(vm)) } else { Ok(timer_value(&t)) }
}

static DEFAULT_INT_HANDLER: NativeDef = NativeDef::new(
    "default_int_handler",
    default_int_handler,
    "(signalnum, frame, /)",
    "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt.",
);
static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("signal", signal, "(signalnum, handler, /)", "Set the action for the given signal."),
    NativeDef::new("getsignal", getsignal, "(signalnum, /)", "Return the current action for the given signal."),
    NativeDef::new("raise_signal", raise_signal, "(signalnum, /)", "Send a signal to the executing process."),
    NativeDef::new("strsignal", strsignal, "(signalnum, /)", "Return the system description of the given signal."),
    NativeDef::new("siginterrupt", siginterrupt, "(signalnum, flag, /)", "Change system call restart behaviour."),
    NativeDef::new(
        "set_wakeup_fd",
        set_wakeup_fd,
        "(fd, /, *, warn_on_full_buffer=True)",
        "Sets the fd to be written to (with the signal number) when a signal comes in.",
    ),
    NativeDef::new("pthread_sigmask", pthread_sigmask, "(how, mask, /)", "Fetch and/or change the signal mask of the calling thread."),
    NativeDef::new("sigpending", sigpending, "()", "Examine pending signals."),
    NativeDef::new("sigwait", sigwait, "(sigset, /)", "Wait for a signal."),
    NativeDef::new("sigwaitinfo", sigwaitinfo, "(sigset, /)", "Wait synchronously until one of the signals in *sigset* is delivered."),
    NativeDef::new("sigtimedwait", sigtimedwait, "(sigset, timeout, /)", "Like sigwaitinfo(), but with a timeout."),
    NativeDef::new("valid_signals", valid_signals, "()", "Return a set of valid signal numbers on this platform."),
    NativeDef::new("pthread_kill", pthread_kill, "(thread_id, signalnum, /)", "Send a signal to a thread."),
    NativeDef::new(
        "pidfd_send_signal",
        pidfd_send_signal,
        "(pidfd, signalnum, siginfo=None, flags=0, /)",
        "Send a signal to a process referred to by a pid file descriptor.",
    ),
    NativeDef::new("alarm", alarm, "(seconds, /)", "Arrange for SIGALRM to arrive after the given number of seconds."),
    NativeDef::new("pause", pause, "()", "Wait until a signal arrives."),
    NativeDef::new("setitimer", set_timer, "(which, seconds, interval=0.0, /)", "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."),
    NativeDef::new("getitimer", get_timer, "(which, /)", "Returns current value of given itimer."),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR
    SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH
    SIGXCPU SIGXFSZ SIG_BLOCK SIG_UNBLOCK SIG_SETMASK SIG_DFL SIG_IGN ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
};

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::add_constants(
        m,
        &[("SIGCLD", libc::SIGCHLD.into()), ("SIGRTMIN", libc::SIGRTMIN().into()), ("SIGRTMAX", libc::SIGRTMAX().into()), ("NSIG", COUNT.into())],
    );
    let f = module_function(&DEFAULT_INT_HANDLER, m, &Value::str("_signal"));
    os::set(m, "default_int_handler", f);
    os::set(m, "struct_siginfo", SIGINFO.value());
    let d = vm::object::dict::new_dict();
    if let Some(d) = d.downcast::<vm::object::dict::DictObj>() {
        d.set_text("__module__", Value::str("signal"));
    }
    let make = vm::builtins::type_::TYPE.value();
    let error = vm.call(&make, &[Value::str("itimer_error"), tuple::new(vec![classes().os_error.value()]), d])?;
    os::set(m, "ItimerError", error);
    Ok(())
}
