//! The processor time of the running thread. Decisions about what compiling costs use it instead of the wall clock: on a busy
//! machine a compilation that took one millisecond may be finished thirty later, and charging thirty would end all growth.

use std::time::Duration;

/// Processor time that this thread has used; zero where the system doesn't tell.
pub(crate) fn thread_time() -> Duration {
    time_of(libc::CLOCK_THREAD_CPUTIME_ID)
}
/// Processor time that the process has used.
pub(crate) fn process_time() -> Duration {
    time_of(libc::CLOCK_PROCESS_CPUTIME_ID)
}
fn time_of(clock: libc::clockid_t) -> Duration {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `t` is a valid place for the result, and the call touches nothing else.
    let r = unsafe { libc::clock_gettime(clock, &mut t) };
    if r != 0 {
        return Duration::ZERO;
    }
    Duration::new(t.tv_sec.max(0) as u64, t.tv_nsec.clamp(0, 999_999_999) as u32)
}

/// A cheap count that grows with time: a few per nanosecond.
#[inline]
pub(crate) fn ticks() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has the instruction.
    unsafe {
        core::arch::x86_64::_rdtsc()
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        thread_time().as_nanos() as u64 * 3
    }
}

#[cfg(test)]
mod tests {
    use super::thread_time;

    #[test]
    fn work_takes_time_and_sleeping_does_not() {
        let start = thread_time();
        std::thread::sleep(std::time::Duration::from_millis(20));
        let slept = thread_time() - start;
        let mut n = 0u64;
        while thread_time() - start <= slept {
            n = std::hint::black_box(n + 1);
        }
        assert!(slept.as_millis() < 20, "{slept:?}");
    }
}
