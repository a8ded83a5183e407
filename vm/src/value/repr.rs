//! The bits of a value; the only file that knows them.
//!
//! ```text
//! tag 000          int, 61 bits: v << 3
//! tag 001 010 101 110   float: bits.rotate_left(4) ^ 2   (bits 0 and 1 differ)
//! tag 100          pointer to an object header | 4
//! tag 111          constant: NULL None False True NotImplemented Ellipsis
//! tag 011          unused
//! ```
//! A float whose rotated form has another tag is boxed. Bits 0 and 1 come from the second and third bit of the exponent, so
//! that is so in two bands: from 2^-767 up to 2^-255, and from 2^257 up to 2^769. Encoding after measurements: both-int test is one `or`, int add is a plain add, and the usual doubles
//! cost a rotate.

use crate::heap::header::Header;

/// A bare 64-bit word. Copying it does not count a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Word(pub u64);

/// Largest and smallest immediate int.
pub const INT_MAX: i64 = (1 << 60) - 1;
/// Smallest immediate int.
pub const INT_MIN: i64 = -(1 << 60);

impl Word {
    /// No value: an unbound local, a missing argument, an empty slot.
    pub const NULL: Word = Word(7);
    /// `None`.
    pub const NONE: Word = Word(7 | 1 << 3);
    /// `False`.
    pub const FALSE: Word = Word(7 | 2 << 3);
    /// `True`.
    pub const TRUE: Word = Word(7 | 3 << 3);
    /// `NotImplemented`.
    pub const NOT_IMPLEMENTED: Word = Word(7 | 4 << 3);
    /// `Ellipsis`.
    pub const ELLIPSIS: Word = Word(7 | 5 << 3);

    /// An immediate int without a range check; the caller knows that `v` fits 61 bits.
    #[inline(always)]
    pub const fn int_unchecked(v: i64) -> Word {
        Word((v as u64) << 3)
    }
    /// An immediate int, or None when `v` needs a box.
    #[inline(always)]
    pub const fn int(v: i64) -> Option<Word> {
        let w = (v as u64) << 3;
        if (w as i64) >> 3 == v { Some(Word(w)) } else { None }
    }
    /// An immediate float, or None when its exponent needs a box.
    #[inline(always)]
    pub const fn float(f: f64) -> Option<Word> {
        let w = Word(f.to_bits().rotate_left(4) ^ 2);
        if w.is_float() { Some(w) } else { None }
    }
    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(b: bool) -> Word {
        Word(7 | 2 << 3 | (b as u64) << 3)
    }
    /// A pointer to an object.
    #[inline(always)]
    pub fn ptr(p: *const Header) -> Word {
        Word(p as u64 | 4)
    }
    /// Is it an immediate int?
    #[inline(always)]
    pub const fn is_int(self) -> bool {
        self.0 & 7 == 0
    }
    /// Is it an immediate float?
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        (self.0 ^ self.0 >> 1) & 1 != 0
    }
    /// Is it a pointer to an object?
    #[inline(always)]
    pub const fn is_ptr(self) -> bool {
        self.0 & 7 == 4
    }
    /// Is it `True` or `False`?
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 | 8 == Word::TRUE.0
    }
    /// The int of an int word.
    #[inline(always)]
    pub const fn as_int_unchecked(self) -> i64 {
        self.0 as i64 >> 3
    }
    /// The float of a float word.
    #[inline(always)]
    pub const fn as_float_unchecked(self) -> f64 {
        f64::from_bits((self.0 ^ 2).rotate_right(4))
    }
    /// The address of a pointer word.
    #[inline(always)]
    pub const fn as_ptr_unchecked(self) -> *mut Header {
        (self.0 - 4) as *mut Header
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_keep_their_value_at_the_edges() {
        for v in [0, 1, -1, INT_MAX, INT_MIN, 12345] {
            let w = Word::int(v).unwrap();
            assert!(w.is_int() && !w.is_float() && !w.is_ptr());
            assert_eq!(w.as_int_unchecked(), v);
        }
        assert!(Word::int(INT_MAX + 1).is_none() && Word::int(INT_MIN - 1).is_none() && Word::int(i64::MIN).is_none());
    }

    #[test]
    fn ordinary_floats_are_immediate() {
        for f in [0.0, -0.0, 1.0, -1.5, 1e-70, 1e70, f64::INFINITY, f64::NEG_INFINITY] {
            let w = Word::float(f).unwrap();
            assert!(w.is_float() && !w.is_int() && !w.is_ptr());
            assert_eq!(w.as_float_unchecked().to_bits(), f.to_bits());
        }
        assert!(Word::float(f64::NAN).unwrap().as_float_unchecked().is_nan());
    }

    #[test]
    fn every_float_is_immediate_or_refused() {
        let mut bits = 1u64;
        let n = if cfg!(miri) { 2_000 } else { 100_000 };
        for _ in 0..n {
            bits = bits.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            if let Some(w) = Word::float(f64::from_bits(bits)) {
                assert_eq!(w.as_float_unchecked().to_bits(), bits);
                assert!(!w.is_int() && !w.is_ptr() && w.0 & 7 != 7 && w.0 & 7 != 3);
            }
        }
    }

    #[test]
    fn constants_are_distinct() {
        let all = [Word::NULL, Word::NONE, Word::FALSE, Word::TRUE, Word::NOT_IMPLEMENTED, Word::ELLIPSIS];
        for (i, a) in all.iter().enumerate() {
            assert!(!a.is_int() && !a.is_float() && !a.is_ptr());
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
        assert!(Word::TRUE.is_bool() && Word::FALSE.is_bool() && !Word::NONE.is_bool() && !Word::NULL.is_bool());
        assert_eq!(Word::bool(true), Word::TRUE);
    }
}
