//! Threads: the interpreter lock, identities, native stacks.

pub mod counter;
pub mod lock;
pub mod signals;

/// `threading.get_ident()` of the calling thread.
pub fn current_id() -> u64 {
    // SAFETY: no arguments, always succeeds.
    unsafe { libc::pthread_self() as u64 }
}

/// Bytes of native stack kept free for what can't check.
const RESERVE: usize = 256 * 1024;

/// Lowest address that recursion on this thread's native stack may reach.
pub fn native_stack_limit() -> usize {
    // Miri has stacks of its own and doesn't know the query.
    if cfg!(miri) {
        return 0;
    }
    // SAFETY: plain pthread queries into zeroed, correctly typed locals.
    unsafe {
        let mut attr: libc::pthread_attr_t = std::mem::zeroed();
        let (mut base, mut size) = (std::ptr::null_mut(), 0usize);
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attr) == 0 {
            libc::pthread_attr_getstack(&attr, &mut base, &mut size);
            libc::pthread_attr_destroy(&mut attr);
            return base as usize + RESERVE;
        }
    }
    let here = 0u8;
    (&raw const here as usize).saturating_sub(4 << 20)
}

/// Below this address compiled code isn't entered any more: the interpreter, which needs no native stack for Python calls, goes
/// on from there, so that the recursion limit comes first. A quarter of what is left at the thread's start is kept.
pub fn compiled_stack_limit() -> usize {
    let (here, limit) = (0u8, native_stack_limit());
    limit + (&raw const here as usize).saturating_sub(limit) / 4
}

/// Lets the main thread's native stack grow to 64 MB, so that deep recursion through native code reaches Python's
/// recursion limit first. The kernel checks the limit when the stack grows, so raising it at start is enough.
pub fn grow_main_stack() {
    const WANTED: libc::rlim_t = 64 << 20;
    // SAFETY: plain queries into a local of the right type.
    unsafe {
        let mut l: libc::rlimit = std::mem::zeroed();
        if libc::getrlimit(libc::RLIMIT_STACK, &mut l) == 0 && l.rlim_cur < WANTED && (l.rlim_max == libc::RLIM_INFINITY || l.rlim_max >= WANTED) {
            l.rlim_cur = WANTED;
            libc::setrlimit(libc::RLIMIT_STACK, &l);
        }
    }
}
