//! `Units`, a borrowed array of characters in one of three widths, and `Unit`, what the algorithms ask of a width.
//!
//! The algorithms are generic over `Unit`, so each is compiled three times and never tests the width inside a loop.

use super::buf::TextBuf;
use memchr::memmem;

/// One stored character: `u8` (Latin-1), `u16` (UCS-2) or `u32` (UCS-4).
pub trait Unit: Copy + Eq + Ord + bytemuck::Pod + Send + Sync + 'static {
    /// The largest character that fits.
    const MAX: u32;

    /// The character.
    fn code(self) -> u32;

    /// The unit for a character that fits; a larger one is truncated.
    fn from_code(c: u32) -> Self;

    /// Puts a slice into the enum.
    fn wrap(s: &[Self]) -> Units<'_>;

    /// Puts a vector into the enum.
    fn wrap_vec(v: Vec<Self>) -> TextBuf;

    /// Position of the first `c`.
    fn find_unit(s: &[Self], c: Self) -> Option<usize>;

    /// Position of the last `c`.
    fn rfind_unit(s: &[Self], c: Self) -> Option<usize>;
}

impl Unit for u8 {
    const MAX: u32 = 0xFF;

    #[inline(always)]
    fn code(self) -> u32 {
        self.into()
    }

    #[inline(always)]
    fn from_code(c: u32) -> u8 {
        c as u8
    }

    #[inline(always)]
    fn wrap(s: &[u8]) -> Units<'_> {
        Units::One(s)
    }

    #[inline(always)]
    fn wrap_vec(v: Vec<u8>) -> TextBuf {
        TextBuf::One(v)
    }

    #[inline]
    fn find_unit(s: &[u8], c: u8) -> Option<usize> {
        memchr::memchr(c, s)
    }

    #[inline]
    fn rfind_unit(s: &[u8], c: u8) -> Option<usize> {
        memchr::memrchr(c, s)
    }
}

impl Unit for u16 {
    const MAX: u32 = 0xFFFF;

    #[inline(always)]
    fn code(self) -> u32 {
        self.into()
    }

    #[inline(always)]
    fn from_code(c: u32) -> u16 {
        c as u16
    }

    #[inline(always)]
    fn wrap(s: &[u16]) -> Units<'_> {
        Units::Two(s)
    }

    #[inline(always)]
    fn wrap_vec(v: Vec<u16>) -> TextBuf {
        TextBuf::Two(v)
    }

    #[inline]
    fn find_unit(s: &[u16], c: u16) -> Option<usize> {
        s.iter().position(|&u| u == c)
    }

    #[inline]
    fn rfind_unit(s: &[u16], c: u16) -> Option<usize> {
        s.iter().rposition(|&u| u == c)
    }
}

impl Unit for u32 {
    const MAX: u32 = 0x10_FFFF;

    #[inline(always)]
    fn code(self) -> u32 {
        self
    }

    #[inline(always)]
    fn from_code(c: u32) -> u32 {
        c
    }

    #[inline(always)]
    fn wrap(s: &[u32]) -> Units<'_> {
        Units::Four(s)
    }

    #[inline(always)]
    fn wrap_vec(v: Vec<u32>) -> TextBuf {
        TextBuf::Four(v)
    }

    #[inline]
    fn find_unit(s: &[u32], c: u32) -> Option<usize> {
        s.iter().position(|&u| u == c)
    }

    #[inline]
    fn rfind_unit(s: &[u32], c: u32) -> Option<usize> {
        s.iter().rposition(|&u| u == c)
    }
}

/// Position of the first `needle`; an empty one is found at 0.
///
/// Wide units are searched as bytes: `memmem` is linear in the worst case and vectorised, and a hit that is not on a
/// unit boundary is stepped over.
#[inline]
pub fn find_seq<T: Unit>(hay: &[T], needle: &[T]) -> Option<usize> {
    match needle {
        [] => return Some(0),
        [c] => return T::find_unit(hay, *c),
        _ if needle.len() > hay.len() => return None,
        _ => {}
    }
    let width = size_of::<T>();
    let (bytes, pattern) = (bytemuck::cast_slice::<T, u8>(hay), bytemuck::cast_slice::<T, u8>(needle));
    if width == 1 {
        return memmem::find(bytes, pattern);
    }
    let finder = memmem::Finder::new(pattern);
    let mut from = 0;
    while let Some(at) = finder.find(&bytes[from..]) {
        let at = from + at;
        if at % width == 0 {
            return Some(at / width);
        }
        from = at + 1;
    }
    None
}

/// Position of the last `needle`; an empty one is found at the end.
#[inline]
pub fn rfind_seq<T: Unit>(hay: &[T], needle: &[T]) -> Option<usize> {
    match needle {
        [] => return Some(hay.len()),
        [c] => return T::rfind_unit(hay, *c),
        _ if needle.len() > hay.len() => return None,
        _ => {}
    }
    let width = size_of::<T>();
    let (bytes, pattern) = (bytemuck::cast_slice::<T, u8>(hay), bytemuck::cast_slice::<T, u8>(needle));
    let finder = memmem::FinderRev::new(pattern);
    let mut to = bytes.len();
    while let Some(at) = finder.rfind(&bytes[..to]) {
        if at % width == 0 {
            return Some(at / width);
        }
        to = at + pattern.len() - 1;
    }
    None
}

/// The characters of a string, borrowed.
#[derive(Clone, Copy, Debug)]
pub enum Units<'a> {
    /// Latin-1.
    One(&'a [u8]),
    /// UCS-2.
    Two(&'a [u16]),
    /// UCS-4.
    Four(&'a [u32]),
}

/// Runs `$body` with `$s` bound to the slice of whichever width it is.
#[macro_export]
macro_rules! with_units {
    ($units:expr, $s:ident => $body:expr) => {
        match $units {
            $crate::text::Units::One($s) => $body,
            $crate::text::Units::Two($s) => $body,
            $crate::text::Units::Four($s) => $body,
        }
    };
}
pub use crate::with_units;

impl<'a> Units<'a> {
    /// Number of characters.
    #[inline]
    pub fn len(self) -> usize {
        with_units!(self, s => s.len())
    }

    /// No characters.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Bytes per character.
    pub fn width(self) -> usize {
        match self {
            Units::One(_) => 1,
            Units::Two(_) => 2,
            Units::Four(_) => 4,
        }
    }

    /// The character at `i`, which must be in bounds.
    #[inline]
    pub fn get(self, i: usize) -> u32 {
        with_units!(self, s => s[i].code())
    }

    /// The characters from `start` up to `end`, which must be in bounds; not narrowed.
    #[inline]
    pub fn slice(self, start: usize, end: usize) -> Units<'a> {
        with_units!(self, s => Unit::wrap(&s[start..end]))
    }

    /// All characters in order.
    #[inline]
    pub fn iter(self) -> UnitsIter<'a> {
        UnitsIter { units: self, at: 0, end: self.len() }
    }

    /// The largest character, 0 if there is none.
    pub fn max_char(self) -> u32 {
        match self {
            Units::One(s) if s.is_ascii() => s.first().map_or(0, |_| 0x7F.min(s.iter().copied().max().unwrap_or(0).into())),
            _ => with_units!(self, s => s.iter().copied().max().map_or(0, Unit::code)),
        }
    }

    /// Whether every character is ASCII.
    pub fn is_ascii(self) -> bool {
        match self {
            Units::One(s) => s.is_ascii(),
            _ => with_units!(self, s => s.iter().all(|u| u.code() < 0x80)),
        }
    }

    /// The bytes, if this is one byte per character and all of it ASCII.
    pub fn as_ascii(self) -> Option<&'a [u8]> {
        match self {
            Units::One(s) if s.is_ascii() => Some(s),
            _ => None,
        }
    }

    /// The text as `&str`, if it is ASCII in its one-byte form.
    pub fn as_ascii_str(self) -> Option<&'a str> {
        self.as_ascii().and_then(|s| std::str::from_utf8(s).ok())
    }

    /// Same characters, whatever the widths.
    pub fn same(self, other: Units<'_>) -> bool {
        match (self, other) {
            (Units::One(a), Units::One(b)) => a == b,
            (Units::Two(a), Units::Two(b)) => a == b,
            (Units::Four(a), Units::Four(b)) => a == b,
            _ => self.len() == other.len() && self.iter().eq(other.iter()),
        }
    }

    /// Same characters as a Rust string.
    pub fn eq_str(self, other: &str) -> bool {
        match self {
            Units::One(a) if other.is_ascii() => a == other.as_bytes(),
            _ => self.iter().eq(other.chars().map(u32::from)),
        }
    }

    /// Order by code point, as Python compares strings.
    pub fn order(self, other: Units<'_>) -> std::cmp::Ordering {
        match (self, other) {
            (Units::One(a), Units::One(b)) => a.cmp(b),
            (Units::Two(a), Units::Two(b)) => a.cmp(b),
            (Units::Four(a), Units::Four(b)) => a.cmp(b),
            _ => self.iter().cmp(other.iter()),
        }
    }

    /// The memory of the units, which is what CPython hashes (so only meaningful in the narrowest width).
    pub fn raw_bytes(self) -> &'a [u8] {
        match self {
            Units::One(s) => s,
            Units::Two(s) => bytemuck::cast_slice(s),
            Units::Four(s) => bytemuck::cast_slice(s),
        }
    }

    /// An owned copy in the narrowest width.
    pub fn to_buf(self) -> TextBuf {
        match self {
            Units::One(s) => TextBuf::One(s.to_vec()),
            _ => {
                let mut buf = TextBuf::with_capacity_for(self.max_char(), self.len());
                buf.push_units(self);
                buf
            }
        }
    }

    /// The characters as units of width `T`, if they all fit: borrowed when they are stored that way.
    pub fn to_width<T: Unit>(self) -> Option<std::borrow::Cow<'a, [T]>> {
        use std::borrow::Cow;
        fn same<'a, S: Unit, T: Unit>(s: &'a [S]) -> Option<Cow<'a, [T]>> {
            if size_of::<S>() == size_of::<T>() {
                return bytemuck::try_cast_slice(s).ok().map(Cow::Borrowed);
            }
            s.iter().map(|u| (u.code() <= T::MAX).then(|| T::from_code(u.code()))).collect::<Option<Vec<T>>>().map(Cow::Owned)
        }
        with_units!(self, s => same(s))
    }

    /// A Rust string; lone surrogates become U+FFFD (for messages only).
    pub fn to_string_lossy(self) -> String {
        if let Some(s) = self.as_ascii_str() {
            return s.to_owned();
        }
        self.iter().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    /// A Rust string, or the position of the first lone surrogate.
    pub fn to_utf8_string(self) -> Result<String, usize> {
        if let Some(s) = self.as_ascii_str() {
            return Ok(s.to_owned());
        }
        self.iter().enumerate().map(|(i, c)| char::from_u32(c).ok_or(i)).collect()
    }
}

/// Iterator over the characters of `Units`.
#[derive(Clone, Debug)]
pub struct UnitsIter<'a> {
    units: Units<'a>,
    at: usize,
    end: usize,
}

impl Iterator for UnitsIter<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        (self.at < self.end).then(|| {
            self.at += 1;
            self.units.get(self.at - 1)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.at, Some(self.end - self.at))
    }
}

impl DoubleEndedIterator for UnitsIter<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        (self.at < self.end).then(|| {
            self.end -= 1;
            self.units.get(self.end)
        })
    }
}

impl ExactSizeIterator for UnitsIter<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_search_ignores_hits_between_units() {
        let hay: &[u16] = &[0x4100, 0x0042, 0x0041, 0x0042];
        assert_eq!(find_seq(hay, &[0x0041, 0x0042]), Some(2));
        assert_eq!(rfind_seq(hay, &[0x4100, 0x0042]), Some(0));
        // The bytes 42 00 41 00 stand at byte 2, but 00 42 00 41 only across units.
        assert_eq!(find_seq(hay, &[0x4200, 0x4100]), None);
        assert_eq!(find_seq::<u32>(&[], &[1, 2]), None);
        assert_eq!((find_seq::<u8>(b"", b""), rfind_seq::<u8>(b"ab", b"")), (Some(0), Some(2)));
    }

    #[test]
    fn widths_compare_by_character() {
        let (one, two, four) = (Units::One(b"ab\xe9"), Units::Two(&[97, 98, 0xe9]), Units::Four(&[97, 98, 0xe9, 1]));
        assert!(one.same(two) && !one.same(four));
        assert_eq!(one.order(four), std::cmp::Ordering::Less);
        assert!(one.eq_str("abé") && !one.eq_str("abe"));
        assert_eq!(two.to_buf(), TextBuf::One(b"ab\xe9".to_vec()));
        assert_eq!((one.max_char(), four.max_char(), Units::One(b"").max_char()), (0xe9, 0xe9, 0));
        assert!(Units::Two(&[300]).to_width::<u8>().is_none());
        assert_eq!(Units::Two(&[0xD800]).to_utf8_string(), Err(0));
    }
}
