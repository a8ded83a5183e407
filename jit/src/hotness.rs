//! Counters of back edges, function entries and exits; penalties after failed recordings; the blacklist with its reasons.
//!
//! A failed recording makes the next attempt wait twice as long, with jitter, so that loops whose passes differ are recorded at
//! another pass next time. After `aborts_max` failures, or at once if trying again is pointless, the place is
//! blacklisted and never counted again.

use crate::abort::{Abort, Retry};
use std::collections::HashMap;

/// What a count says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heat {
    /// Go on counting.
    Cold,
    /// Start recording.
    Hot,
    /// Don't count here any more.
    Blacklisted,
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    left: u32,
    next: u32,
    aborts: u32,
    reason: Option<Abort>,
    black: bool,
}

/// Counters by place: a loop header, a function, an exit.
#[derive(Debug)]
pub struct Hotness<K> {
    counters: HashMap<K, Counter>,
    threshold: u32,
    aborts_max: u32,
    random: u64,
}

impl<K: std::hash::Hash + Eq + Copy> Hotness<K> {
    /// Counters with this threshold.
    pub fn new(threshold: u32, aborts_max: u32) -> Hotness<K> {
        Hotness { counters: HashMap::new(), threshold: threshold.max(1), aborts_max, random: 0x2545_f491_4f6c_dd1d }
    }
    fn counter(&mut self, place: K) -> &mut Counter {
        let threshold = self.threshold;
        self.counters.entry(place).or_insert(Counter { left: threshold, next: threshold, aborts: 0, reason: None, black: false })
    }
    /// Counts `n` times at once: the interpreter counts down in its own cells and reports when they reach zero.
    pub fn count(&mut self, place: K, n: u32) -> Heat {
        let c = self.counter(place);
        if c.black {
            return Heat::Blacklisted;
        }
        c.left = c.left.saturating_sub(n);
        if c.left > 0 {
            return Heat::Cold;
        }
        c.left = c.next;
        Heat::Hot
    }
    /// How many counts are missing, None if blacklisted: what the interpreter's cell starts with.
    pub fn missing(&mut self, place: K) -> Option<u32> {
        let c = self.counter(place);
        (!c.black).then_some(c.left)
    }
    /// A recording failed.
    pub fn abort(&mut self, place: K, reason: Abort) {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let (jitter, aborts_max) = ((self.random >> 33) as u32, self.aborts_max);
        let c = self.counter(place);
        c.aborts += 1;
        c.reason = Some(reason);
        c.black = c.aborts >= aborts_max || reason.retry() == Retry::Never;
        c.next = c.next.saturating_mul(2);
        c.left = c.next.saturating_add(jitter % (c.next / 4 + 1));
    }
    /// Why the last recording failed, and whether that was the last attempt.
    pub fn reason(&self, place: K) -> Option<(Abort, bool)> {
        let c = self.counters.get(&place)?;
        Some((c.reason?, c.black))
    }
    /// Starts over: the code it counts was changed or thrown away.
    pub fn forget(&mut self, place: K) {
        self.counters.remove(&place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_double_the_wait_and_end_in_the_blacklist() {
        let mut h = Hotness::new(10, 3);
        assert_eq!(h.count(1, 9), Heat::Cold);
        assert_eq!(h.count(1, 1), Heat::Hot);
        h.abort(1, Abort::LeftLoop);
        let wait = h.missing(1).unwrap();
        assert!((20..=25).contains(&wait), "{wait}");
        h.abort(1, Abort::TooLong);
        assert!(h.missing(1).unwrap() >= 40);
        h.abort(1, Abort::TooLong);
        assert_eq!(h.count(1, 1000), Heat::Blacklisted);
        assert_eq!(h.reason(1), Some((Abort::TooLong, true)));
        h.abort(2, Abort::Unsupported);
        assert_eq!(h.count(2, 1000), Heat::Blacklisted);
    }
}
