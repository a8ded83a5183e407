//! The matcher behind `re`: compiled pattern codes become a small program, which a backtracking machine runs.
//!
//! `re/_compiler.py` writes patterns as lists of numbers (the "SRE codes"). `lower` checks such a list completely and
//! turns it into a `Program`; `machine` runs a program over characters of one, two or four bytes, so a position is an
//! index whatever the string holds. The machine has no recursion: what CPython keeps in nested contexts is here one
//! stack of choices and of changes to take back, so patterns can't overflow the native stack and every capture is
//! exactly what it was when an alternative was left.
//!
//! Why not `rustpython-sre_engine`: it is three times slower than CPython's engine, reads one byte beyond its input,
//! panics on codes that no compiler wrote, and has no form for two- and four-byte strings, which would have to be
//! copied into UTF-8 for every call (that makes a tokenizer over such a string quadratic).

pub mod lower;
pub mod machine;
pub mod pred;

pub use lower::lower;
pub use machine::{Found, How, Interrupted, Machine};
pub use pred::{Fold, Pred};

/// `re._constants.MAGIC`: the version of the codes.
pub const MAGIC: i64 = 20_230_612;
/// "No upper bound" in repeats.
pub const MAXREPEAT: u32 = u32::MAX;
/// Most groups a pattern may have.
pub const MAXGROUPS: u32 = MAXREPEAT / 2;

/// Places that match without consuming.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// `\A` and `^`
    Beginning,
    /// `^` with MULTILINE
    BeginningLine,
    /// `$`
    End,
    /// `$` with MULTILINE
    EndLine,
    /// `\Z`
    EndString,
    /// `\b` by the kind of word characters.
    Boundary(Word),
    /// `\B`
    NonBoundary(Word),
}

/// Which characters belong to words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// ASCII letters, digits, underscore (also with LOCALE: the locale's other letters aren't known).
    Ascii,
    /// All alphanumeric characters.
    Unicode,
}

/// How eagerly a repeat takes more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Greed {
    /// As much as possible, giving back.
    Greedy,
    /// As little as possible.
    Lazy,
    /// As much as possible, giving nothing back.
    Possessive,
}

/// A repeat of a single-character test.
#[derive(Clone, Debug)]
pub struct Single {
    /// Index of the test.
    pub pred: u32,
    /// Least count.
    pub min: u32,
    /// Largest count; `MAXREPEAT` for none.
    pub max: u32,
    /// Strategy.
    pub greed: Greed,
    /// The character that must follow, when that is known.
    pub next: Option<u32>,
}

/// A repeat of anything.
#[derive(Clone, Debug)]
pub struct Rep {
    /// Least count.
    pub min: u32,
    /// Largest count; `MAXREPEAT` for none.
    pub max: u32,
    /// Strategy (never possessive: those are `Sub`s).
    pub greed: Greed,
    /// First instruction of the body.
    pub body: u32,
    /// First instruction behind.
    pub tail: u32,
}

/// What a nested match is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nested {
    /// `(?=...)` and, with a distance, `(?<=...)`.
    Assert {
        /// Characters to step back.
        back: u32,
    },
    /// `(?!...)` and `(?<!...)`.
    AssertNot {
        /// Characters to step back.
        back: u32,
    },
    /// `(?>...)`
    Atomic,
    /// `(...)*+`
    Possessive {
        /// Least count.
        min: u32,
        /// Largest count.
        max: u32,
    },
}

/// A nested match, whose alternatives are forgotten once it has succeeded.
#[derive(Clone, Debug)]
pub struct Sub {
    /// Purpose.
    pub kind: Nested,
    /// First instruction of the body, which ends with `Success`.
    pub body: u32,
    /// First instruction behind.
    pub after: u32,
}

/// One instruction; numbers are indices of instructions or of the program's tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inst {
    /// This character.
    Char(u32),
    /// These characters: start and length in `Program::text`.
    Text(u32, u32),
    /// A character that passes a test.
    Test(u32),
    /// A place.
    At(At),
    /// Notes the position; even numbers begin groups, odd ones end them.
    Mark(u32),
    /// Goes on elsewhere.
    Jump(u32),
    /// Goes on with the next instruction, later with the other one. With a test, only if the next character passes it.
    Fork {
        /// The alternative.
        other: u32,
        /// Test for the first character of this branch.
        first: Option<u32>,
    },
    /// Never matches.
    Fail,
    /// The end of the pattern or of a nested match.
    Success,
    /// A repeated single character.
    Single(u32),
    /// Enters a repeat.
    Repeat(u32),
    /// Behind a repeat's body: again or on.
    Until(u32),
    /// A nested match.
    Sub(u32),
    /// The text of a group again.
    Back(u32, Fold),
    /// Goes on if the group took part, else jumps.
    Exists(u32, u32),
}

/// A pattern ready to run.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Instructions; matching starts at the first.
    pub code: Vec<Inst>,
    /// Single-character tests.
    pub preds: Vec<Pred>,
    /// Repeats of single characters.
    pub singles: Vec<Single>,
    /// Other repeats.
    pub reps: Vec<Rep>,
    /// Nested matches.
    pub subs: Vec<Sub>,
    /// Characters of literals.
    pub text: Vec<u32>,
    /// Shortest possible match.
    pub min_width: usize,
    /// Every match starts with these characters.
    pub prefix: Vec<u32>,
    /// Every match starts with a character that passes this test.
    pub first: Option<u32>,
    /// Matches start at the beginning of the string only.
    pub anchored: bool,
    /// Number of groups.
    pub groups: u32,
}

#[cfg(test)]
mod tests;
