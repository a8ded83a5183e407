//! Processor time, of which compiling may take a part.

use std::time::Duration;

/// Processor time that this thread has used.
pub fn cpu_time() -> Duration {
    read(libc::CLOCK_THREAD_CPUTIME_ID)
}
/// Processor time of the process, compiling included. A system call: ask when there is something to decide.
pub fn process_time() -> Duration {
    read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

fn read(clock: libc::clockid_t) -> Duration {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a system call into a local of the right type.
    let failed = unsafe { libc::clock_gettime(clock, &mut t) } != 0;
    if failed { Duration::ZERO } else { Duration::new(t.tv_sec as u64, t.tv_nsec as u32) }
}
