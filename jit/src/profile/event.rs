//! The event ring: the last few thousand things that happened to loops. Recording an event is a store into a preallocated
//! ring; turning them into text is for whoever reads them.

use crate::abort::Abort;
use std::fmt;
use std::time::{Duration, Instant};

/// Where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The code object, opaque.
    pub code: u64,
    /// The bytecode of the loop's header or the function's entry (0).
    pub pc: u32,
    /// Its source line.
    pub line: u32,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Recording started (from an exit, if it is a side path).
    Recording {
        /// The exit's number.
        exit: Option<u32>,
    },
    /// Recording was given up.
    Aborted(Abort),
    /// Code was installed.
    Installed {
        /// Ops of the recorded region.
        ops: u32,
        /// Bytes of machine code.
        bytes: u32,
        /// Time from sending to installing.
        took: Duration,
    },
    /// Entries were left so soon that the loop is interpreted for a while.
    Rests,
    /// An exit got hot.
    HotExit(u32),
    /// Code was thrown away because something it relied on changed.
    Invalidated,
    /// The place will not be tried again.
    Blacklisted(Abort),
}

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Time since the ring was made.
    pub at: Duration,
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:9.3} ms  line {}: ", self.at.as_secs_f64() * 1e3, self.place.line)?;
        match self.what {
            What::Recording { exit: None } => write!(f, "recording started"),
            What::Recording { exit: Some(n) } => write!(f, "recording started from exit {n}"),
            What::Rests => write!(f, "rests: compiled code is left too soon to be worth entering"),
            What::Aborted(why) => write!(f, "recording given up: {}", why.message()),
            What::Installed { ops, bytes, took } => {
                write!(f, "installed: {ops} ops, {bytes} bytes, {} us", took.as_micros())
            }
            What::HotExit(n) => write!(f, "exit {n} is taken often"),
            What::Invalidated => write!(f, "invalidated"),
            What::Blacklisted(why) => write!(f, "will not be compiled: {}", why.message()),
        }
    }
}

/// The last events.
#[derive(Debug)]
pub struct Events {
    start: Instant,
    ring: Vec<Event>,
    size: usize,
    total: usize,
}

impl Events {
    /// A ring of this size.
    pub fn new(events_max: u32) -> Events {
        Events { start: Instant::now(), ring: Vec::with_capacity(events_max as usize), size: events_max.max(1) as usize, total: 0 }
    }
    /// Notes an event.
    pub fn push(&mut self, place: Place, what: What) {
        let event = Event { at: self.start.elapsed(), place, what };
        if self.ring.len() < self.size {
            self.ring.push(event);
        } else {
            self.ring[self.total % self.size] = event;
        }
        self.total += 1;
    }
    /// The events that are still there, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        let oldest = if self.total > self.size { self.total % self.size } else { 0 };
        self.ring[oldest..].iter().chain(&self.ring[..oldest])
    }
    /// How many happened, those forgotten included.
    pub fn total(&self) -> usize {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_keeps_the_last_events_in_order() {
        let mut events = Events::new(3);
        let place = Place { code: 1, pc: 2, line: 3 };
        for n in 0..5 {
            events.push(place, What::HotExit(n));
        }
        let kept: Vec<_> = events.iter().map(|e| e.what).collect();
        assert_eq!(kept, [What::HotExit(2), What::HotExit(3), What::HotExit(4)]);
        assert_eq!(events.total(), 5);
        assert!(events.iter().next().unwrap().to_string().ends_with("line 3: exit 2 is taken often"));
    }
}
