//! Process-wide unique numbers for versions and shapes.

use std::sync::atomic::{AtomicU32, Ordering};

/// Hands out numbers from 1 on. Only the holder of the interpreter lock asks, so a plain load and store is enough; a counter
/// per thread would give two threads the same number, and caches that compare versions would believe them.
pub struct Counter(AtomicU32);

impl Counter {
    /// Starts at 1.
    pub const fn new() -> Counter {
        Counter(AtomicU32::new(1))
    }
    /// The next number; never 0.
    #[inline]
    pub fn next(&self) -> u32 {
        let n = self.0.load(Ordering::Relaxed);
        self.0.store(n.wrapping_add(1).max(1), Ordering::Relaxed);
        n
    }
}

impl Default for Counter {
    fn default() -> Counter {
        Counter::new()
    }
}
