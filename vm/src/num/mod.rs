//! Numbers without Python objects: integers of any size, floats, complex numbers, hashes, random numbers.
//!
//! Everything here is exact where CPython is exact and rounds where CPython rounds. Failures are `NumError`s that know
//! the exception and its message.

#![forbid(unsafe_code)]

pub mod complex;
pub mod float;
pub mod floathex;
pub mod half;
pub mod hash;
pub mod int;
pub mod intconv;
pub mod intmath;
pub mod intpow;
pub mod mt19937;

pub use crate::text::{ErrorKind, TextError as NumError};
pub use int::IntBuf;

impl NumError {
    /// `ZeroDivisionError: division by zero`
    pub fn division_by_zero() -> NumError {
        NumError { kind: ErrorKind::ZeroDivision, message: "division by zero".into() }
    }
}
