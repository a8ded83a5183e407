//! Is compiled code worth entering? A loop of three iterations, or one that leaves at every iteration, gains less inside than
//! entering and leaving cost. So the first entries of every installed code are timed; if it is left too soon, the loop rests:
//! the interpreter (or the region of an enclosing loop) runs it, and later it gets another trial, after twice the time.

/// Entries that are timed.
const ENTRIES: u32 = 1000;
/// Ticks inside that an entry must bring on average, about as much as entering and leaving cost.
const WORTH: u64 = 1000;
/// Reports of a full loop counter before the first new trial.
const REST: u32 = 16;
/// At most this many reports.
const REST_MAX: u32 = 4096;

/// The state of the trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    entries: u32,
    ticks: u64,
    /// Reports to sleep through.
    asleep: u32,
    /// The next sleep.
    rest: u32,
}

impl Default for Trial {
    fn default() -> Trial {
        Trial { entries: 0, ticks: 0, asleep: 0, rest: REST }
    }
}

impl Trial {
    /// Does the loop rest?
    #[inline]
    pub(super) fn rests(&self) -> bool {
        self.asleep > 0
    }
    /// A resting loop's counter was full once more. True if it has had its rest.
    pub(super) fn wakes(&mut self) -> bool {
        self.asleep = self.asleep.saturating_sub(1);
        self.asleep == 0
    }
    /// Lets it rest: its owner has found that entering doesn't pay.
    pub(super) fn rest(&mut self) {
        self.asleep = self.rest;
        self.rest = (self.rest * 2).min(REST_MAX);
    }
    /// Are entries being timed?
    #[inline]
    pub(super) fn is_running(&self) -> bool {
        self.entries < ENTRIES
    }
    /// An entry spent these ticks inside.
    #[inline]
    pub(super) fn count(&mut self, ticks: u64) {
        // One long stay (or a descheduled thread) must not hide a hundred short ones.
        self.ticks += ticks.min(20 * WORTH);
        self.entries += 1;
        if self.entries == ENTRIES && self.ticks < WORTH * u64::from(ENTRIES) {
            self.asleep = self.rest;
            self.rest = (self.rest * 2).min(REST_MAX);
            self.entries = 0;
            self.ticks = 0;
        }
    }
    /// New code was installed.
    pub(super) fn restart(&mut self) {
        *self = Trial { rest: self.rest, ..Trial::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_is_left_at_once_rests_ever_longer() {
        let mut t = Trial::default();
        (0..ENTRIES).for_each(|_| t.count(10));
        assert!(t.rests());
        let first = (0..).position(|_| t.wakes()).unwrap();
        (0..ENTRIES).for_each(|_| t.count(10));
        let second = (0..).position(|_| t.wakes()).unwrap();
        assert!(second > first);
    }
    #[test]
    fn code_that_stays_inside_is_left_alone() {
        let mut t = Trial::default();
        (0..ENTRIES).for_each(|i| t.count(u64::from(i % 2) * 5000));
        assert!(!t.rests() && !t.is_running());
    }
}
