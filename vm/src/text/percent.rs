//! printf-style formatting, for `str` and `bytes`: reading the format, and laying out a converted value.
//!
//! `Parts` reads lazily, since CPython complains about a later part only after it has formatted the earlier ones. The
//! caller fetches arguments (also for `*`), turns them into numbers or text, and calls `Style::int`, `float` or `text`.

use super::TextError;
use super::buf::TextBuf;
use super::fmtfloat::{FloatFormat, float_text};
use super::unit::Units;
use crate::num::IntBuf;

/// A width or precision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// Not given.
    Absent,
    /// `*`: the next argument.
    Argument,
    /// A number.
    Fixed(usize),
}

/// The flags `-+ #0`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Flags {
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// space
    pub blank: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
}

/// One conversion.
#[derive(Clone, Copy, Debug)]
pub struct Conversion<'a> {
    /// The name in parentheses.
    pub key: Option<Units<'a>>,
    /// Flags.
    pub flags: Flags,
    /// Least width.
    pub width: Size,
    /// Digits or characters.
    pub precision: Size,
    /// The letter; `%` stands for itself and takes no argument.
    pub letter: u32,
    /// Where the letter stands.
    pub index: usize,
}

impl Conversion<'_> {
    /// `%%`: with anything between, it is a conversion like others, and an unknown one.
    pub fn is_percent(&self) -> bool {
        let plain = self.flags == Flags::default() && self.width == Size::Absent && self.precision == Size::Absent;
        self.letter == u32::from(b'%') && self.key.is_none() && plain
    }
    /// The error for a letter that means nothing.
    pub fn unsupported(&self) -> TextError {
        let c = if (32..127).contains(&self.letter) { self.letter as u8 as char } else { '?' };
        TextError::value(format!("unsupported format character '{c}' (0x{:x}) at index {}", self.letter, self.index))
    }
}

/// A part of the format.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// Text to copy.
    Literal(Units<'a>),
    /// A value to insert.
    Conversion(Conversion<'a>),
}

/// Iterates over a format; ends after an error.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    format: Units<'a>,
    at: usize,
    is_bytes: bool,
}

impl<'a> Parts<'a> {
    /// The parts of a format; `is_bytes` only matters for messages.
    pub fn new(format: Units<'a>, is_bytes: bool) -> Parts<'a> {
        Parts { format, at: 0, is_bytes }
    }

    fn peek(&self) -> Result<u32, TextError> {
        if self.at < self.format.len() { Ok(self.format.get(self.at)) } else { Err(TextError::value("incomplete format")) }
    }

    fn key(&mut self) -> Result<Option<Units<'a>>, TextError> {
        if self.peek()? != 0x28 {
            return Ok(None);
        }
        let (start, mut depth) = (self.at + 1, 0);
        while self.at < self.format.len() {
            match self.format.get(self.at) {
                0x28 => depth += 1,
                0x29 => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(Some(self.format.slice(start, self.at - 1)));
            }
        }
        Err(TextError::value("incomplete format key"))
    }

    fn flags(&mut self) -> Result<Flags, TextError> {
        let mut flags = Flags::default();
        loop {
            let flag = match self.peek()? {
                0x2D => &mut flags.left,
                0x2B => &mut flags.plus,
                0x20 => &mut flags.blank,
                0x23 => &mut flags.alternate,
                0x30 => &mut flags.zero,
                _ => return Ok(flags),
            };
            *flag = true;
            self.at += 1;
        }
    }

    fn size(&mut self, limit: usize, message: &str) -> Result<Size, TextError> {
        if self.peek()? == 0x2A {
            self.at += 1;
            return Ok(Size::Argument);
        }
        let mut value = None;
        while let digit @ 0x30..=0x39 = self.peek()? {
            let next = value.unwrap_or(0usize).checked_mul(10).and_then(|v| v.checked_add(digit as usize - 0x30));
            value = Some(next.filter(|&v| v <= limit).ok_or_else(|| TextError::value(message))?);
            self.at += 1;
        }
        Ok(value.map_or(Size::Absent, Size::Fixed))
    }

    fn conversion(&mut self) -> Result<Conversion<'a>, TextError> {
        let key = self.key()?;
        let flags = self.flags()?;
        let width = self.size(isize::MAX as usize, "width too big")?;
        let mut precision = Size::Absent;
        if self.peek()? == 0x2E {
            self.at += 1;
            let message = if self.is_bytes { "prec too big" } else { "precision too big" };
            // A point alone means zero.
            precision = match self.size(i32::MAX as usize, message)? {
                Size::Absent => Size::Fixed(0),
                size => size,
            };
        }
        if matches!(self.peek()?, 0x68 | 0x6C | 0x4C) {
            self.at += 1;
        }
        let (letter, index) = (self.peek()?, self.at);
        self.at += 1;
        Ok(Conversion { key, flags, width, precision, letter, index })
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Result<Part<'a>, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        if start >= self.format.len() {
            return None;
        }
        let rest = self.format.slice(start, self.format.len());
        let percent = super::find::find(rest, Units::One(b"%")).map_or(self.format.len(), |n| start + n);
        if percent > start {
            self.at = percent;
            return Some(Ok(Part::Literal(self.format.slice(start, percent))));
        }
        self.at += 1;
        let conversion = self.conversion();
        if conversion.is_err() {
            self.at = self.format.len();
        }
        Some(conversion.map(Part::Conversion))
    }
}

/// A conversion whose sizes are settled.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Flags.
    pub flags: Flags,
    /// Least width.
    pub width: usize,
    /// Digits or characters.
    pub precision: Option<usize>,
    /// The letter.
    pub letter: u8,
}

impl Style {
    /// Settles the sizes; `width` and `precision` are the arguments where the conversion has `*`. A negative width means
    /// left alignment, a negative precision zero.
    pub fn new(conversion: &Conversion<'_>, width: i64, precision: i64) -> Result<Style, TextError> {
        let mut flags = conversion.flags;
        let width = match conversion.width {
            Size::Absent => 0,
            Size::Fixed(n) => n,
            Size::Argument => {
                flags.left |= width < 0;
                width.unsigned_abs() as usize
            }
        };
        let precision = match conversion.precision {
            Size::Absent => None,
            Size::Fixed(n) => Some(n),
            Size::Argument => Some(precision.max(0) as usize),
        };
        super::ensure_room(width.saturating_mul(4))?;
        Ok(Style { flags, width, precision, letter: u8::try_from(conversion.letter).unwrap_or(0) })
    }

    /// Lays out a number: sign, prefix, zeros, digits.
    fn number(&self, negative: bool, prefix: &str, digits: &str, out: &mut TextBuf) {
        let sign = match self.flags {
            _ if negative => "-",
            Flags { plus: true, .. } => "+",
            Flags { blank: true, .. } => " ",
            _ => "",
        };
        let rest = self.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        let (zeros, left) = match self.flags {
            Flags { left: true, .. } => (0, 0),
            Flags { zero: true, .. } => (rest, 0),
            _ => (0, rest),
        };
        out.push_repeat(' '.into(), left);
        out.push_str(sign);
        out.push_str(prefix);
        out.push_repeat('0'.into(), zeros);
        out.push_str(digits);
        out.push_repeat(' '.into(), rest - left - zeros);
    }

    /// `d`, `i`, `u`, `o`, `x`, `X`; `limit` is the limit for decimal digits.
    pub fn int(&self, value: &IntBuf, limit: usize, out: &mut TextBuf) -> Result<(), TextError> {
        let magnitude = value.abs();
        let (mut digits, prefix) = match self.letter {
            b'o' => (magnitude.to_radix(8), "0o"),
            b'x' => (magnitude.to_radix(16), "0x"),
            b'X' => (magnitude.to_radix(16).to_uppercase(), "0X"),
            _ => (magnitude.to_decimal_limited(limit)?, ""),
        };
        if let Some(least) = self.precision.filter(|&p| p > digits.len()) {
            if least > (i32::MAX - 3) as usize {
                return Err(TextError::overflow("precision too large"));
            }
            digits.insert_str(0, &"0".repeat(least - digits.len()));
        }
        self.number(value.is_negative(), if self.flags.alternate { prefix } else { "" }, &digits, out);
        Ok(())
    }

    /// `e`, `E`, `f`, `F`, `g`, `G`
    pub fn float(&self, value: f64, out: &mut TextBuf) {
        let precision = self.precision.unwrap_or(6);
        let format = FloatFormat { code: self.letter, precision, alternate: self.flags.alternate, dot_zero: false };
        let text = float_text(value, format);
        let body = text.strip_prefix('-');
        self.number(body.is_some(), "", body.unwrap_or(&text), out);
    }

    /// `s`, `r`, `a`, `b` (cut to the precision) and `c` (which the caller gives no precision).
    pub fn text(&self, text: Units<'_>, out: &mut TextBuf) {
        let shown = match self.precision {
            Some(p) if self.letter != b'c' && p < text.len() => text.slice(0, p),
            _ => text,
        };
        let rest = self.width.saturating_sub(shown.len());
        out.push_repeat(' '.into(), if self.flags.left { 0 } else { rest });
        out.push_units(shown);
        out.push_repeat(' '.into(), if self.flags.left { rest } else { 0 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formats with one argument: an int, a float or a text, as it reads.
    fn format(format: &str, argument: &str) -> String {
        let (buf, mut out) = (TextBuf::from(format), TextBuf::new());
        for part in Parts::new(buf.units(), false) {
            match part {
                Err(e) => return e.message,
                Ok(Part::Literal(text)) => out.push_units(text),
                Ok(Part::Conversion(c)) => {
                    let style = match Style::new(&c, -6, 2) {
                        Ok(style) => style,
                        Err(e) => return e.message,
                    };
                    match style.letter {
                        b'%' => out.push('%'.into()),
                        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                            let value = crate::num::intconv::parse(TextBuf::from(argument).units(), 10, 0).unwrap_or_default();
                            if let Err(e) = style.int(&value, 0, &mut out) {
                                return e.message;
                            }
                        }
                        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => style.float(argument.parse().unwrap_or(f64::NAN), &mut out),
                        b's' | b'c' => style.text(TextBuf::from(argument).units(), &mut out),
                        _ => return c.unsupported().message,
                    }
                }
            }
        }
        out.to_string_lossy()
    }

    #[test]
    fn table() {
        for [f, argument, want] in TABLE {
            assert_eq!(format(f, argument), *want, "{f:?} % {argument}");
        }
        assert_eq!(format("%*.*f|", "1.2345"), "1.23  |");
    }

    #[test]
    fn errors() {
        for (f, want) in [
            ("%", "incomplete format"),
            ("a%5", "incomplete format"),
            ("%(a", "incomplete format key"),
            ("%(a)", "incomplete format"),
            ("ab%q", "unsupported format character 'q' (0x71) at index 3"),
            ("%é", "unsupported format character '?' (0xe9) at index 1"),
            ("%99999999999999999999d", "width too big"),
            ("%.99999999999d", "precision too big"),
        ] {
            assert_eq!(format(f, "1"), want, "{f}");
        }
        let key = Parts::new(Units::One(b"%(a(b)c)s"), false).next();
        assert!(matches!(key, Some(Ok(Part::Conversion(c))) if c.key.is_some_and(|k| k.eq_str("a(b)c"))));
    }

    /// From CPython 3.13.
    const TABLE: &[[&str; 3]] = &[
        ["%d", "42", "42"],
        ["%d", "-42", "-42"],
        ["%5d", "42", "   42"],
        ["%5d", "-42", "  -42"],
        ["%-5d|", "42", "42   |"],
        ["%-5d|", "-42", "-42  |"],
        ["%05d", "42", "00042"],
        ["%05d", "-42", "-0042"],
        ["%+d", "42", "+42"],
        ["%+d", "-42", "-42"],
        ["% d", "42", " 42"],
        ["% d", "-42", "-42"],
        ["%+05d", "42", "+0042"],
        ["%+05d", "-42", "-0042"],
        ["%-05d|", "42", "42   |"],
        ["%-05d|", "-42", "-42  |"],
        ["%.4d", "42", "0042"],
        ["%.4d", "-42", "-0042"],
        ["%8.4d", "42", "    0042"],
        ["%8.4d", "-42", "   -0042"],
        ["%08.4d", "42", "00000042"],
        ["%08.4d", "-42", "-0000042"],
        ["%i", "42", "42"],
        ["%i", "-42", "-42"],
        ["%u", "42", "42"],
        ["%u", "-42", "-42"],
        ["%o", "42", "52"],
        ["%o", "-42", "-52"],
        ["%x", "42", "2a"],
        ["%x", "-42", "-2a"],
        ["%X", "42", "2A"],
        ["%X", "-42", "-2A"],
        ["%#o", "42", "0o52"],
        ["%#o", "-42", "-0o52"],
        ["%#x", "42", "0x2a"],
        ["%#x", "-42", "-0x2a"],
        ["%#X", "42", "0X2A"],
        ["%#X", "-42", "-0X2A"],
        ["%#010x", "42", "0x0000002a"],
        ["%#010x", "-42", "-0x000002a"],
        ["%-#8x|", "42", "0x2a    |"],
        ["%-#8x|", "-42", "-0x2a   |"],
        ["%ld", "42", "42"],
        ["%ld", "-42", "-42"],
        ["%%%d", "42", "%42"],
        ["%%%d", "-42", "%-42"],
        ["%f", "3.14159", "3.141590"],
        ["%f", "-1e10", "-10000000000.000000"],
        ["%f", "inf", "inf"],
        ["%f", "nan", "nan"],
        ["%.2f", "3.14159", "3.14"],
        ["%.2f", "-1e10", "-10000000000.00"],
        ["%.2f", "inf", "inf"],
        ["%.2f", "nan", "nan"],
        ["%8.3f", "3.14159", "   3.142"],
        ["%8.3f", "-1e10", "-10000000000.000"],
        ["%8.3f", "inf", "     inf"],
        ["%8.3f", "nan", "     nan"],
        ["%08.3f", "3.14159", "0003.142"],
        ["%08.3f", "-1e10", "-10000000000.000"],
        ["%08.3f", "inf", "00000inf"],
        ["%08.3f", "nan", "00000nan"],
        ["%+.1e", "3.14159", "+3.1e+00"],
        ["%+.1e", "-1e10", "-1.0e+10"],
        ["%+.1e", "inf", "+inf"],
        ["%+.1e", "nan", "+nan"],
        ["%E", "3.14159", "3.141590E+00"],
        ["%E", "-1e10", "-1.000000E+10"],
        ["%E", "inf", "INF"],
        ["%E", "nan", "NAN"],
        ["%g", "3.14159", "3.14159"],
        ["%g", "-1e10", "-1e+10"],
        ["%g", "inf", "inf"],
        ["%g", "nan", "nan"],
        ["%#g", "3.14159", "3.14159"],
        ["%#g", "-1e10", "-1.00000e+10"],
        ["%#g", "inf", "inf"],
        ["%#g", "nan", "nan"],
        ["%G", "3.14159", "3.14159"],
        ["%G", "-1e10", "-1E+10"],
        ["%G", "inf", "INF"],
        ["%G", "nan", "NAN"],
        ["%.0f", "3.14159", "3"],
        ["%.0f", "-1e10", "-10000000000"],
        ["%.0f", "inf", "inf"],
        ["%.0f", "nan", "nan"],
        ["%#.0f", "3.14159", "3."],
        ["%#.0f", "-1e10", "-10000000000."],
        ["%#.0f", "inf", "inf"],
        ["%#.0f", "nan", "nan"],
        ["%-10.2f|", "3.14159", "3.14      |"],
        ["%-10.2f|", "-1e10", "-10000000000.00|"],
        ["%-10.2f|", "inf", "inf       |"],
        ["%-10.2f|", "nan", "nan       |"],
        ["% .3g", "3.14159", " 3.14"],
        ["% .3g", "-1e10", "-1e+10"],
        ["% .3g", "inf", " inf"],
        ["% .3g", "nan", " nan"],
        ["%s", "abc", "abc"],
        ["%5s", "abc", "  abc"],
        ["%-5s|", "abc", "abc  |"],
        ["%.2s", "abc", "ab"],
        ["%5.1s", "abc", "    a"],
        ["%05s", "abc", "  abc"],
        ["%3c", "\u{e9}", "  \u{e9}"],
    ];
}
