//! Starting threads that leave signals to those that run Python code.

/// Runs `f` with all signals blocked: a thread that it starts inherits that, so that signals go to the threads that run Python
/// code, and one that those block doesn't end the process here.
pub(crate) fn without_signals<T>(f: impl FnOnce() -> T) -> T {
    // SAFETY: both sets are locals of the right type, initialised by the calls that fill them.
    unsafe {
        let (mut all, mut before): (libc::sigset_t, libc::sigset_t) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
        let r = f();
        libc::pthread_sigmask(libc::SIG_SETMASK, &before, std::ptr::null_mut());
        r
    }
}
