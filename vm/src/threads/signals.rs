//! Signals: the C handler only notes the number; Python handlers run at polls of the main thread.

use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{Vm, breaker, clear_breaker, set_breaker};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};

/// Number of signals.
pub const COUNT: usize = 65;

static ARRIVED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
static MAIN_THREAD: AtomicU64 = AtomicU64::new(0);

/// `signal.set_wakeup_fd`: gets a byte per signal.
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);

struct Handlers(RefCell<Vec<Value>>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Handlers {}
static HANDLERS: Handlers = Handlers(RefCell::new(Vec::new()));

/// Remembers the calling thread as the one that runs handlers, and lets Ctrl-C raise KeyboardInterrupt.
pub fn init_main_thread() {
    MAIN_THREAD.store(super::current_id(), Ordering::Relaxed);
    catch(libc::SIGINT);
    // SAFETY: ignoring SIGPIPE has no memory effects; writes then fail with EPIPE, as in CPython.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
}

/// After `fork` in the child: the thread that forked is the main thread now, and the parent's signals aren't its own.
pub fn after_fork_in_child() {
    MAIN_THREAD.store(super::current_id(), Ordering::Relaxed);
    ARRIVED.iter().for_each(|a| a.store(false, Ordering::Relaxed));
    clear_breaker(breaker::SIGNAL);
}

/// Identity of the main thread.
pub fn main_thread() -> u64 {
    MAIN_THREAD.load(Ordering::Relaxed)
}

/// Is this the main thread?
pub fn is_main_thread() -> bool {
    super::current_id() == MAIN_THREAD.load(Ordering::Relaxed)
}

extern "C" fn note(n: libc::c_int) {
    if let Some(a) = ARRIVED.get(n as usize) {
        a.store(true, Ordering::Relaxed);
        set_breaker(breaker::SIGNAL);
        let fd = WAKEUP_FD.load(Ordering::Relaxed);
        if fd >= 0 {
            let byte = n as u8;
            // SAFETY: one byte of a local; errno is put back, because the interrupted code may be about to read it.
            unsafe {
                let saved = *libc::__errno_location();
                libc::write(fd, (&raw const byte).cast(), 1);
                *libc::__errno_location() = saved;
            }
        }
    }
}

/// Ends the process as the signal does by default.
pub fn die_of(n: i32) {
    // SAFETY: restoring the default action and raising the signal touch no memory of ours.
    unsafe {
        libc::signal(n, libc::SIG_DFL);
        libc::raise(n);
    }
}

/// Sets the file that hears of signals, -1 for none; the old one.
pub fn set_wakeup_fd(fd: i32) -> i32 {
    WAKEUP_FD.swap(fd, Ordering::Relaxed)
}

/// Routes a signal to the Python side.
pub fn catch(n: i32) {
    try_catch(n);
}
/// As `catch`; false when the system refuses.
pub fn try_catch(n: i32) -> bool {
    // SAFETY: the handler only touches atomics.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = note as extern "C" fn(libc::c_int) as usize;
        libc::sigaction(n, &action, std::ptr::null_mut()) == 0
    }
}

/// Marks a signal as arrived (`signal.raise_signal` goes through the kernel; this is for `interrupt_main`).
pub fn simulate(n: i32) {
    note(n);
}

/// Sets the Python handler of a signal; the old one (NULL when it was the default).
pub fn set_handler(n: usize, f: Value) -> Value {
    let mut h = HANDLERS.0.borrow_mut();
    if h.len() < COUNT {
        h.resize(COUNT, Value::NULL);
    }
    std::mem::replace(&mut h[n], f)
}

/// The Python handler of a signal (NULL when none was set).
pub fn handler(n: usize) -> Value {
    HANDLERS.0.borrow().get(n).cloned().unwrap_or(Value::NULL)
}

/// Runs the handlers of signals that arrived. Without one, SIGINT raises KeyboardInterrupt.
pub fn deliver(vm: &mut Vm) -> PyResult<()> {
    if !is_main_thread() {
        return Ok(());
    }
    clear_breaker(breaker::SIGNAL);
    for (n, arrived) in ARRIVED.iter().enumerate() {
        if !arrived.swap(false, Ordering::Relaxed) {
            continue;
        }
        let f = handler(n);
        if f.is_null() {
            if n == libc::SIGINT as usize {
                let exc = crate::builtins::exception::make(crate::builtins::exception::classes().keyboard_interrupt, vec![]);
                return Err(vm.raise(exc));
            }
            continue;
        }
        let frame = if vm.frames.is_empty() { Value::NONE } else { crate::builtins::frame::object_for(vm, vm.frames.len() - 1) };
        if let Err(e) = vm.call(&f, &[Value::int(n as i64), frame]) {
            // Signals with higher numbers may wait.
            set_breaker(breaker::SIGNAL);
            return Err(e);
        }
    }
    Ok(())
}
