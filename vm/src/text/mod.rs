//! Text without Python objects: strings as units of one width, and every algorithm of `str` and `bytes`.
//!
//! A Python `str` is stored as CPython's PEP 393 does it: all its characters in one, two or four bytes each,
//! whichever is the narrowest that holds the largest character. Lone surrogates are ordinary units. `Units` borrows
//! such an array, `TextBuf` owns and builds one. Slicing a `Units` doesn't narrow it; every operation that makes a new
//! string gives a `TextBuf` in its narrowest width, so two equal strings always have the same representation.
//!
//! No Python value, no exception object: failures are returned as small enums or `TextError`.

#![forbid(unsafe_code)]

pub mod buf;
pub mod bytes;
pub mod case;
pub mod codec;
pub mod codec_utf;
pub mod escape;
pub mod find;
pub mod fmtfloat;
pub mod fmtparse;
pub mod formatspec;
pub mod layout;
pub mod names;
pub mod percent;
pub mod predicates;
pub mod repr;
pub mod ucd;
pub mod unit;
pub mod utf7;

pub use buf::TextBuf;
pub use unit::{Unit, Units};

/// The exception that a failed text operation becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// `ValueError`
    Value,
    /// `TypeError`
    Type,
    /// `OverflowError`
    Overflow,
    /// `KeyError`
    Key,
    /// `ZeroDivisionError`
    ZeroDivision,
    /// `MemoryError`, without message
    Memory,
}

/// A failure with its exception kind and the complete message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextError {
    /// Which exception to raise.
    pub kind: ErrorKind,
    /// CPython's message.
    pub message: String,
}

impl TextError {
    /// A `ValueError`.
    pub fn value(message: impl Into<String>) -> Self {
        TextError { kind: ErrorKind::Value, message: message.into() }
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Self {
        TextError { kind: ErrorKind::Type, message: message.into() }
    }

    /// An `OverflowError`.
    pub fn overflow(message: impl Into<String>) -> Self {
        TextError { kind: ErrorKind::Overflow, message: message.into() }
    }
}

/// `MemoryError` if `n` bytes can't be had. Sizes that a program chooses freely (widths, shifts, repetitions) are
/// checked with this before anything is built, since a failed allocation would end the process.
pub fn ensure_room(n: usize) -> Result<(), TextError> {
    // Small sizes aren't worth asking the allocator twice.
    if n < 1 << 26 || Vec::<u8>::new().try_reserve_exact(n).is_ok() {
        return Ok(());
    }
    Err(TextError { kind: ErrorKind::Memory, message: String::new() })
}
