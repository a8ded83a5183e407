//! `faulthandler`: Python tracebacks when the process dies, on a signal, or when it hangs.
//!
//! Everything that runs in a signal handler only reads the threads' frames and writes bytes to a file descriptor: it takes no
//! lock and allocates nothing.

use super::os;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;
use vm::import::NativeModule;
use vm::object::ops;
use vm::vm::current_ptr;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "faulthandler",
    init: |_, m| {
        crate::system::fill(m, "faulthandler", FUNCTIONS);
        Ok(())
    },
};

/// Fatal signals and what they are called.
const FATAL: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];
/// Frames shown of a thread.
const FRAMES_MAX: usize = 100;
const SIGNALS: usize = 65;

static ENABLED: AtomicBool = AtomicBool::new(false);
static FATAL_FD: AtomicI32 = AtomicI32::new(2);
static ALL_THREADS: AtomicBool = AtomicBool::new(true);

/// What `register` asked for, by signal; -1 for none.
static USER_FD: [AtomicI32; SIGNALS] = [const { AtomicI32::new(-1) }; SIGNALS];
static USER_ALL: [AtomicBool; SIGNALS] = [const { AtomicBool::new(true) }; SIGNALS];
static USER_CHAIN: [AtomicBool; SIGNALS] = [const { AtomicBool::new(false) }; SIGNALS];

/// Handlers that were there before.
struct Old(std::cell::UnsafeCell<[Option<libc::sigaction>; SIGNALS]>);
// SAFETY: written only by the holder of the interpreter lock, before the handler that reads an entry is installed.
unsafe impl Sync for Old {}
static OLD: Old = Old(std::cell::UnsafeCell::new([None; SIGNALS]));

// ---- writing without allocation ---------------------------------------------------------

fn put(fd: i32, text: &[u8]) {
    // SAFETY: bytes of a slice; a failing write can't be reported here.
    unsafe { libc::write(fd, text.as_ptr().cast(), text.len()) };
}
fn put_number(fd: i32, mut n: u64, base: u64, width: usize) {
    let mut digits = [b'0'; 24];
    let mut at = digits.len();
    while n > 0 || digits.len() - at < width.max(1) {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(n % base) as usize];
        n /= base;
    }
    put(fd, &digits[at..]);
}
/// Text with everything but printable ASCII escaped, as CPython's handler does it; cut off at 500 characters.
fn put_text(fd: i32, text: &str) {
    for c in text.chars().take(500) {
        match u32::from(c) {
            n @ 32..=126 => put(fd, &[n as u8]),
            n if n < 256 => {
                put(fd, b"\\x");
                put_number(fd, u64::from(n), 16, 2);
            }
            n if n < 65536 => {
                put(fd, b"\\u");
                put_number(fd, u64::from(n), 16, 4);
            }
            n => {
                put(fd, b"\\U");
                put_number(fd, u64::from(n), 16, 8);
            }
        }
    }
    if text.chars().count() > 500 {
        put(fd, b"...");
    }
}

/// The stack of one thread.
fn put_stack(fd: i32, vm: &Vm) {
    if vm::heap::collect::COLLECTING.load(Ordering::Relaxed) {
        put(fd, b"  Garbage-collecting\n");
    }
    if vm.frames.is_empty() {
        return put(fd, b"  <no Python frame>\n");
    }
    for (n, f) in vm.frames.iter().rev().enumerate() {
        if n == FRAMES_MAX {
            return put(fd, b"  ...\n");
        }
        let code = f.code();
        put(fd, b"  File \"");
        put_text(fd, &code.co.filename);
        put(fd, b"\", line ");
        match f.line() {
            Some(line) => put_number(fd, u64::from(line), 10, 1),
            None => put(fd, b"???"),
        }
        put(fd, b" in ");
        put_text(fd, &code.co.name);
        put(fd, b"\n");
    }
}
fn put_head(fd: i32, current: bool, id: u64) {
    put(fd, if current { b"Current thread 0x" } else { b"Thread 0x" });
    put_number(fd, id, 16, 16);
    put(fd, b" (most recent call first):\n");
}

/// The stacks of all threads, or of the current one. Other threads go on meanwhile, if it isn't them who wait for us: their
/// stacks are a best effort, as in CPython.
fn dump(fd: i32, all: bool, current: *const Vm) {
    // SAFETY: states of threads live until their thread ends, and frames stay in place; see above for those that run.
    unsafe {
        if !all {
            if current.is_null() {
                return;
            }
            put(fd, b"Stack (most recent call first):\n");
            return put_stack(fd, &*current);
        }
        let mut first = true;
        for p in vm::vm::peek_threads().iter().rev() {
            if !first {
                put(fd, b"\n");
            }
            first = false;
            put_head(fd, std::ptr::eq(*p, current), (**p).thread_id);
            put_stack(fd, &**p);
        }
    }
}

// ---- fatal signals ----------------------------------------------------------------------

extern "C" fn on_fatal(signal: i32) {
    let fd = FATAL_FD.load(Ordering::Relaxed);
    default_action(signal);
    let name = FATAL.iter().find(|f| f.0 == signal).map_or("Unknown", |f| f.1);
    put(fd, b"Fatal Python error: ");
    put(fd, name.as_bytes());
    put(fd, b"\n\n");
    dump(fd, ALL_THREADS.load(Ordering::Relaxed), current_ptr());
    // SAFETY: the default action is in place: the process ends.
    unsafe { libc::raise(signal) };
}
/// The system's own action, which ends the process.
fn default_action(signal: i32) {
    // SAFETY: no memory is touched.
    unsafe { libc::signal(signal, libc::SIG_DFL) };
}

fn install(signal: i32, handler: extern "C" fn(i32), flags: i32) -> bool {
    let Some(index) = usize::try_from(signal).ok().filter(|s| *s < SIGNALS) else { return false };
    // SAFETY: zeroed C structs and pointers to locals; see `OLD`.
    unsafe {
        let (mut action, mut old): (libc::sigaction, libc::sigaction) = (std::mem::zeroed(), std::mem::zeroed());
        action.sa_sigaction = handler as usize;
        action.sa_flags = flags | libc::SA_ONSTACK;
        if libc::sigaction(signal, &action, &mut old) != 0 {
            return false;
        }
        (*OLD.0.get())[index] = Some(old);
    }
    true
}
/// Puts the action back that was there before.
fn restore(signal: i32) {
    // SAFETY: see `OLD`.
    unsafe {
        if let Some(old) = usize::try_from(signal).ok().and_then(|s| (*OLD.0.get()).get(s).copied().flatten()) {
            libc::sigaction(signal, &old, std::ptr::null_mut());
        }
    }
}

/// The file descriptor that an argument `file` means, and the object that must stay alive.
fn file_of(vm: &mut Vm, v: &Value) -> PyResult<(i32, Value)> {
    let file = match v.some() {
        Some(f) => f.clone(),
        None => match vm.sys_attr("stderr") {
            Some(f) if f.is_none() => return Err(vm.runtime_error("sys.stderr is None")),
            Some(f) => f,
            None => return Err(vm.runtime_error("unable to get sys.stderr")),
        },
    };
    if vm::builtins::int::is_int(&file) {
        let fd = ops::index_i64(vm, &file)?;
        return match i32::try_from(fd) {
            Ok(fd) if fd >= 0 => Ok((fd, Value::NONE)),
            _ => Err(vm.value_error("file is not a valid file descripter")),
        };
    }
    let fd = vm.call_method(&file, "fileno", &[])?;
    let fd = ops::index_i64(vm, &fd)?;
    // A file without `flush`, or one that can't, is as good as it gets.
    if let Err(e) = vm.call_method(&file, "flush", &[]) {
        drop(vm.take_exception(e));
    }
    match i32::try_from(fd) {
        Ok(fd) if fd >= 0 => Ok((fd, file)),
        _ => Err(vm.runtime_error("file.fileno() is not a valid file descriptor")),
    }
}
fn flag(vm: &mut Vm, v: &Value, default: bool) -> PyResult<bool> {
    v.opt().map_or(Ok(default), |v| ops::truth(vm, v))
}

fn enable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, file) = file_of(vm, &a[0])?;
    let all = flag(vm, &a[1], true)?;
    FATAL_FD.store(fd, Ordering::Relaxed);
    ALL_THREADS.store(all, Ordering::Relaxed);
    keep(vm, 0, file);
    if !ENABLED.swap(true, Ordering::Relaxed) {
        alternate_stack();
        for (signal, _) in FATAL {
            install(signal, on_fatal, libc::SA_NODEFER);
        }
    }
    Ok(Value::NONE)
}
/// Handlers run on a stack of their own, so that they can run when the thread's is used up.
fn alternate_stack() {
    const SIZE: usize = 64 << 10;
    let memory = Box::leak(vec![0u8; SIZE].into_boxed_slice());
    let stack = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: SIZE };
    // SAFETY: the memory is never freed.
    unsafe { libc::sigaltstack(&stack, std::ptr::null_mut()) };
}
fn disable(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let was = ENABLED.swap(false, Ordering::Relaxed);
    if was {
        FATAL.iter().for_each(|f| restore(f.0));
        keep(vm, 0, Value::NONE);
    }
    Ok(Value::bool(was))
}
/// Keeps a file object alive while its descriptor is in use; `which` is a signal, or 0 for the fatal ones.
fn keep(vm: &mut Vm, which: usize, file: Value) {
    static SLOTS: [u8; SIGNALS] = [0; SIGNALS];
    // The slot's address is a key nobody else has.
    let old = vm.locals.insert(&raw const SLOTS[which] as usize, file);
    drop(old);
}

fn dump_traceback(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, _file) = file_of(vm, &a[0])?;
    let all = flag(vm, &a[1], true)?;
    dump(fd, all, vm);
    Ok(Value::NONE)
}

// ---- after a time -----------------------------------------------------------------------

/// Number of the watch that counts; a waiting thread whose number is another gives up.
static WATCH: Mutex<u64> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

fn timeout_text(seconds: f64) -> String {
    let us = (seconds * 1e6) as u64;
    let (s, us) = (us / 1_000_000, us % 1_000_000);
    let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
    if us > 0 { format!("Timeout ({h}:{m:02}:{s:02}.{us:06})!\n") } else { format!("Timeout ({h}:{m:02}:{s:02})!\n") }
}

fn dump_later(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let seconds = vm::builtins::float::convert(vm, &a[0])?;
    if seconds.is_nan() || seconds <= 0.0 {
        return Err(vm.value_error("timeout must be greater than 0"));
    }
    if seconds > 9.0e9 {
        return Err(vm.raise_new(vm::builtins::exception::classes().overflow_error, "timeout value is too large"));
    }
    let repeat = flag(vm, &a[1], false)?;
    let (fd, file) = file_of(vm, &a[2])?;
    let exit = flag(vm, &a[3], false)?;
    let head = timeout_text(seconds);
    let number = {
        let mut watch = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
        *watch += 1;
        CHANGED.notify_all();
        *watch
    };
    keep(vm, 64, file);
    let wait = Duration::from_secs_f64(seconds);
    let watcher = move || {
        loop {
            let watch = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
            let (watch, _) = CHANGED.wait_timeout_while(watch, wait, |w| *w == number).unwrap_or_else(PoisonError::into_inner);
            if *watch != number {
                return;
            }
            put(fd, head.as_bytes());
            dump(fd, true, std::ptr::null());
            if exit {
                // SAFETY: ends the process at once, as asked for.
                unsafe { libc::_exit(1) };
            }
            if !repeat {
                return;
            }
        }
    };
    match std::thread::Builder::new().name("faulthandler".into()).spawn(watcher) {
        Ok(_) => Ok(Value::NONE),
        Err(_) => Err(vm.runtime_error("unable to start watchdog thread")),
    }
}
fn cancel_later(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    *WATCH.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    CHANGED.notify_all();
    keep(vm, 64, Value::NONE);
    Ok(Value::NONE)
}

// ---- on a signal ------------------------------------------------------------------------

extern "C" fn on_user(signal: i32) {
    let Some(index) = usize::try_from(signal).ok().filter(|s| *s < SIGNALS) else { return };
    let fd = USER_FD[index].load(Ordering::Relaxed);
    if fd < 0 {
        return;
    }
    dump(fd, USER_ALL[index].load(Ordering::Relaxed), current_ptr());
    if USER_CHAIN[index].load(Ordering::Relaxed) {
        restore(signal);
        // SAFETY: the handler that was there before runs, then ours is put back.
        unsafe {
            libc::raise(signal);
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_user as extern "C" fn(i32) as usize;
            action.sa_flags = libc::SA_ONSTACK | libc::SA_NODEFER;
            libc::sigaction(signal, &action, std::ptr::null_mut());
        }
    }
}
fn signal_of(vm: &mut Vm, v: &Value) -> PyResult<usize> {
    let n = ops::index_i64(vm, v)?;
    if FATAL.iter().any(|f| i64::from(f.0) == n) {
        return Err(vm.runtime_error(format!("signal {n} cannot be registered, use enable() instead")));
    }
    match usize::try_from(n) {
        Ok(s) if (1..SIGNALS).contains(&s) => Ok(s),
        _ => Err(vm.value_error("signal number out of range")),
    }
}
fn register(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let signal = signal_of(vm, &a[0])?;
    let (fd, file) = file_of(vm, &a[1])?;
    let (all, chain) = (flag(vm, &a[2], true)?, flag(vm, &a[3], false)?);
    let is_new = USER_FD[signal].swap(fd, Ordering::Relaxed) < 0;
    USER_ALL[signal].store(all, Ordering::Relaxed);
    USER_CHAIN[signal].store(chain, Ordering::Relaxed);
    keep(vm, signal, file);
    let flags = if chain { libc::SA_NODEFER } else { libc::SA_RESTART };
    if is_new && !install(signal as i32, on_user, flags) {
        USER_FD[signal].store(-1, Ordering::Relaxed);
        os::check(vm, -1i32)?;
    }
    Ok(Value::NONE)
}
fn unregister(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let signal = signal_of(vm, &a[0])?;
    let was = USER_FD[signal].swap(-1, Ordering::Relaxed) >= 0;
    if was {
        restore(signal as i32);
        keep(vm, signal, Value::NONE);
    }
    Ok(Value::bool(was))
}

// ---- dying, for tests -------------------------------------------------------------------

fn die(signal: i32) -> PyResult<Value> {
    if !ENABLED.load(Ordering::Relaxed) {
        // Else a handler that looks for used-up stacks would swallow the first one.
        default_action(signal);
    }
    // SAFETY: ends the process, as asked for.
    unsafe { libc::raise(signal) };
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("enable", enable, "(file=sys.stderr, all_threads=True)", "Enable the fault handler."),
    NativeDef::new("disable", disable, "()", "Disable the fault handler."),
    NativeDef::new("is_enabled", |_, _| Ok(Value::bool(ENABLED.load(Ordering::Relaxed))), "()", "Check if the handler is enabled."),
    NativeDef::new(
        "dump_traceback",
        dump_traceback,
        "(file=sys.stderr, all_threads=True)",
        "Dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
    ),
    NativeDef::new(
        "dump_traceback_later",
        dump_later,
        "(timeout, repeat=False, file=sys.stderr, exit=False)",
        "Dump the traceback of all threads in timeout seconds, or each timeout seconds if repeat is True. If exit is True, call _exit(1) which is not safe.",
    ),
    NativeDef::new("cancel_dump_traceback_later", cancel_later, "()", "Cancel the previous call to dump_traceback_later()."),
    NativeDef::new(
        "register",
        register,
        "(signum, file=sys.stderr, all_threads=True, chain=False)",
        "Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
    ),
    NativeDef::new("unregister", unregister, "(signum, /)", "Unregister the handler of the signal 'signum' registered by register()."),
    NativeDef::new("_sigsegv", |_, _| die(libc::SIGSEGV), "(release_gil=False, /)", "Raise a SIGSEGV signal."),
    NativeDef::new("_read_null", |_, _| die(libc::SIGSEGV), "()", "Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform."),
    NativeDef::new("_sigabrt", |_, _| die(libc::SIGABRT), "()", "Raise a SIGABRT signal."),
    NativeDef::new("_sigfpe", |_, _| die(libc::SIGFPE), "()", "Raise a SIGFPE signal."),
];
