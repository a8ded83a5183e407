//! `TextBuf`, the string builder: it starts with one byte per character and widens when a larger one is pushed.
//!
//! Invariant: the width is the narrowest that holds the characters, as long as only the methods here write (a buffer
//! made by `with_capacity_for` may be wider until it is filled as announced; `narrow` repairs it).

use super::unit::{Unit, Units};
use std::fmt;

/// An owned string in one of the three widths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextBuf {
    /// Latin-1.
    One(Vec<u8>),
    /// UCS-2.
    Two(Vec<u16>),
    /// UCS-4.
    Four(Vec<u32>),
}

macro_rules! with_buf {
    ($buf:expr, $v:ident => $body:expr) => {
        match $buf {
            TextBuf::One($v) => $body,
            TextBuf::Two($v) => $body,
            TextBuf::Four($v) => $body,
        }
    };
}

/// Appends characters that are known to fit.
fn append<T: Unit>(v: &mut Vec<T>, chars: impl Iterator<Item = u32>) {
    v.extend(chars.map(T::from_code));
}

impl Default for TextBuf {
    fn default() -> Self {
        TextBuf::new()
    }
}

impl TextBuf {
    /// Empty.
    pub const fn new() -> TextBuf {
        TextBuf::One(Vec::new())
    }

    /// Empty, with room for `n` Latin-1 characters.
    pub fn with_capacity(n: usize) -> TextBuf {
        TextBuf::One(Vec::with_capacity(n))
    }

    /// Empty, with room for `n` characters up to `max`: the caller promises to push one as large as that.
    pub fn with_capacity_for(max: u32, n: usize) -> TextBuf {
        match max {
            0..=0xFF => TextBuf::One(Vec::with_capacity(n)),
            0x100..=0xFFFF => TextBuf::Two(Vec::with_capacity(n)),
            _ => TextBuf::Four(Vec::with_capacity(n)),
        }
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        with_buf!(self, v => v.len())
    }

    /// No characters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The characters.
    pub fn units(&self) -> Units<'_> {
        with_buf!(self, v => Unit::wrap(v.as_slice()))
    }

    /// Appends one character, widening if it doesn't fit.
    #[inline]
    pub fn push(&mut self, c: u32) {
        match self {
            TextBuf::One(v) if c <= 0xFF => v.push(c as u8),
            TextBuf::Two(v) if c <= 0xFFFF => v.push(c as u16),
            TextBuf::Four(v) => v.push(c),
            _ => self.push_wider(c),
        }
    }

    #[cold]
    fn push_wider(&mut self, c: u32) {
        self.widen_for(c);
        self.push(c);
    }

    /// Makes the width large enough for `max`.
    fn widen_for(&mut self, max: u32) {
        fn widened<S: Unit, T: Unit>(v: &[S]) -> Vec<T> {
            let mut wide = Vec::with_capacity(v.len() * 2 + 8);
            wide.extend(v.iter().map(|u| T::from_code(u.code())));
            wide
        }
        let wide = match (&*self, max) {
            (TextBuf::One(v), 0x100..=0xFFFF) => TextBuf::Two(widened(v)),
            (TextBuf::One(v), 0x1_0000..) => TextBuf::Four(widened(v)),
            (TextBuf::Two(v), 0x1_0000..) => TextBuf::Four(widened(v)),
            _ => return,
        };
        *self = wide;
    }

    /// Appends a `char`.
    #[inline]
    pub fn push_char(&mut self, c: char) {
        self.push(c.into());
    }

    /// Appends the characters of a Rust string.
    pub fn push_str(&mut self, s: &str) {
        match self {
            TextBuf::One(v) if s.is_ascii() => v.extend_from_slice(s.as_bytes()),
            _ => {
                self.widen_for(s.chars().max().map_or(0, u32::from));
                with_buf!(self, v => append(v, s.chars().map(u32::from)));
            }
        }
    }

    /// Appends Latin-1 bytes.
    pub fn push_latin1(&mut self, bytes: &[u8]) {
        match self {
            TextBuf::One(v) => v.extend_from_slice(bytes),
            TextBuf::Two(v) => v.extend(bytes.iter().map(|&b| u16::from(b))),
            TextBuf::Four(v) => v.extend(bytes.iter().map(|&b| u32::from(b))),
        }
    }

    /// Appends characters of any width.
    pub fn push_units(&mut self, units: Units<'_>) {
        let self_width = self.units().width();
        if units.width() > self_width {
            self.widen_for(units.max_char());
        }
        match (&mut *self, units) {
            (_, Units::One(s)) => self.push_latin1(s),
            (TextBuf::Two(v), Units::Two(s)) => v.extend_from_slice(s),
            (TextBuf::Four(v), Units::Four(s)) => v.extend_from_slice(s),
            (this, _) => with_buf!(this, v => append(v, units.iter())),
        }
    }

    /// Appends `c` `n` times.
    pub fn push_repeat(&mut self, c: u32, n: usize) {
        if n > 0 {
            self.widen_for(c);
            with_buf!(self, v => v.resize(v.len() + n, Unit::from_code(c)));
        }
    }

    /// Brings a buffer that may be too wide into the narrowest width.
    pub fn narrow(self) -> TextBuf {
        match &self {
            TextBuf::One(_) => self,
            _ => {
                let max = self.units().max_char();
                let wide_enough = match &self {
                    TextBuf::Two(_) => max > 0xFF,
                    _ => max > 0xFFFF,
                };
                if wide_enough { self } else { self.units().to_buf() }
            }
        }
    }

    /// Shortens to `n` characters; the width may then be too large, see `narrow`.
    pub fn truncate(&mut self, n: usize) {
        with_buf!(self, v => v.truncate(n));
    }

    /// A Rust string; lone surrogates become U+FFFD.
    pub fn to_string_lossy(&self) -> String {
        self.units().to_string_lossy()
    }
}

impl From<&str> for TextBuf {
    fn from(s: &str) -> TextBuf {
        let mut buf = TextBuf::with_capacity(s.len());
        buf.push_str(s);
        buf
    }
}

impl From<String> for TextBuf {
    fn from(s: String) -> TextBuf {
        if s.is_ascii() { TextBuf::One(s.into_bytes()) } else { TextBuf::from(s.as_str()) }
    }
}

impl FromIterator<u32> for TextBuf {
    fn from_iter<I: IntoIterator<Item = u32>>(chars: I) -> TextBuf {
        let mut buf = TextBuf::new();
        buf.extend(chars);
        buf
    }
}

impl Extend<u32> for TextBuf {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, chars: I) {
        chars.into_iter().for_each(|c| self.push(c));
    }
}

impl fmt::Write for TextBuf {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.push_str(s);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widens_and_stays_narrowest() {
        let mut b = TextBuf::from("aé");
        assert_eq!(b, TextBuf::One(vec![97, 0xe9]));
        b.push(0x3b1);
        assert_eq!(b, TextBuf::Two(vec![97, 0xe9, 0x3b1]));
        b.push_units(Units::Four(&[0x1F600]));
        b.push_units(Units::Two(&[0xD800]));
        assert_eq!(b, TextBuf::Four(vec![97, 0xe9, 0x3b1, 0x1F600, 0xD800]));
        b.truncate(2);
        assert_eq!(b.narrow(), TextBuf::One(vec![97, 0xe9]));
        let mut c = TextBuf::new();
        c.push_units(Units::Four(&[65, 66]));
        assert_eq!(c, TextBuf::from("AB"));
        c.push_repeat(0x20AC, 2);
        c.push_repeat(0x1F600, 0);
        assert_eq!(c, TextBuf::from("AB€€"));
    }
}
