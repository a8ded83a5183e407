//! The events of PEP 669: one row each.

macro_rules! events {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        /// What can be monitored. The numbers are CPython's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "PEP 669's names")]
        pub enum Event { $($name = $number),* }
        /// All events with their names, in numeric order.
        pub const ALL: &[(Event, &str)] = &[$((Event::$name, $text)),*];
    };
}
events! {
    PyStart = 0, "PY_START";
    PyResume = 1, "PY_RESUME";
    PyReturn = 2, "PY_RETURN";
    PyYield = 3, "PY_YIELD";
    Call = 4, "CALL";
    Line = 5, "LINE";
    Instruction = 6, "INSTRUCTION";
    Jump = 7, "JUMP";
    BranchLeft = 8, "BRANCH_LEFT";
    BranchRight = 9, "BRANCH_RIGHT";
    StopIteration = 10, "STOP_ITERATION";
    Raise = 11, "RAISE";
    ExceptionHandled = 12, "EXCEPTION_HANDLED";
    PyUnwind = 13, "PY_UNWIND";
    PyThrow = 14, "PY_THROW";
    Reraise = 15, "RERAISE";
    CReturn = 16, "C_RETURN";
    CRaise = 17, "C_RAISE";
    Branch = 18, "BRANCH";
}

/// How many there are.
pub const COUNT: usize = ALL.len();

/// Events that can be switched on for one code object, and off at one place.
pub const LOCAL: u32 = (1 << 11) - 1;
/// Events that depend on `CALL`.
pub const AFTER_CALL: u32 = Event::CReturn.bit() | Event::CRaise.bit();
/// What `BRANCH` stands for.
pub const BRANCHES: u32 = Event::BranchLeft.bit() | Event::BranchRight.bit();

impl Event {
    /// The event as a set.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }
    /// Can it be switched on for one code object, and off at one place?
    pub const fn is_local(self) -> bool {
        self.bit() & LOCAL != 0
    }
    /// Its name.
    pub fn name(self) -> &'static str {
        ALL[self as usize].1
    }
}
