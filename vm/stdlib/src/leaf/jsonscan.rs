//! JSON strings and numbers: finding their ends, decoding escapes, writing them.
//!
//! Positions are code point indices, as in `_json`; the caller turns an `Error` into `JSONDecodeError` (which counts
//! lines itself). Strings are returned as a range of the input where they hold no escape, which is nearly always.

use super::Text;

/// Why scanning stopped. Message texts are `JSONDecodeError`'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// `end is out of bounds`: a `ValueError`, not a decode error.
    OutOfBounds,
    /// `Unterminated string starting at`, at the opening quote (-1 when there is none).
    Unterminated(isize),
    /// `Invalid control character at`.
    Control(usize),
    /// `Invalid \escape`.
    Escape(usize),
    /// `Invalid \uXXXX escape`.
    Unicode(usize),
}

impl Error {
    /// The message, without the position.
    pub fn message(self) -> &'static str {
        match self {
            Error::OutOfBounds => "end is out of bounds",
            Error::Unterminated(_) => "Unterminated string starting at",
            Error::Control(_) => "Invalid control character at",
            Error::Escape(_) => "Invalid \\escape",
            Error::Unicode(_) => "Invalid \\uXXXX escape",
        }
    }

    /// The position the decode error names.
    pub fn position(self) -> isize {
        match self {
            Error::OutOfBounds => 0,
            Error::Unterminated(at) => at,
            Error::Control(at) | Error::Escape(at) | Error::Unicode(at) => at as isize,
        }
    }
}

/// The content of a scanned string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Exactly the code points `start..end` of the input.
    Slice(usize, usize),
    /// Code points after decoding; may hold lone surrogates.
    Built(Vec<u32>),
}

/// Scans the string whose first character after the quote is at `start`; gives the content and the index after the
/// closing quote. `strict` refuses control characters.
pub fn scan_string<T: Text + ?Sized>(s: &T, start: usize, strict: bool) -> Result<(Scanned, usize), Error> {
    let len = s.len();
    if start > len {
        return Err(Error::OutOfBounds);
    }
    let unterminated = Error::Unterminated(start as isize - 1);
    let mut built: Vec<u32> = Vec::new();
    let mut from = start;
    loop {
        let mut next = from;
        let stop = loop {
            match s.get(next) {
                None => return Err(unterminated),
                Some(c) if c == u32::from(b'"') || c == u32::from(b'\\') => break c,
                Some(c) if c <= 0x1f && strict => return Err(Error::Control(next)),
                Some(_) => next += 1,
            }
        };
        if stop == u32::from(b'"') {
            if from == start {
                return Ok((Scanned::Slice(start, next), next + 1));
            }
            built.extend((from..next).map(|i| s.at(i)));
            return Ok((Scanned::Built(built), next + 1));
        }
        built.extend((from..next).map(|i| s.at(i)));
        let (c, after) = escape(s, next, unterminated)?;
        built.push(c);
        from = after;
    }
}

/// Decodes the escape whose backslash is at `at`; gives the code point and the index after it.
fn escape<T: Text + ?Sized>(s: &T, at: usize, unterminated: Error) -> Result<(u32, usize), Error> {
    let Some(c) = s.get(at + 1) else {
        return Err(unterminated);
    };
    let simple = match char::from_u32(c) {
        Some(c @ ('"' | '\\' | '/')) => c,
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return unicode_escape(s, at),
        _ => return Err(Error::Escape(at)),
    };
    Ok((u32::from(simple), at + 2))
}

fn unicode_escape<T: Text + ?Sized>(s: &T, at: usize) -> Result<(u32, usize), Error> {
    let len = s.len();
    let end = at + 6;
    // The closing quote must still follow, hence `>=`.
    if end >= len {
        return Err(Error::Unicode(at + 1));
    }
    let high = hex4(s, at + 2).ok_or(Error::Unicode(at + 1))?;
    let is = |i: usize, b: u8| s.at(i) == u32::from(b);
    if (0xd800..0xdc00).contains(&high) && end + 6 < len && is(end, b'\\') && is(end + 1, b'u') {
        let low = hex4(s, end + 2).ok_or(Error::Unicode(end + 1))?;
        if (0xdc00..0xe000).contains(&low) {
            return Ok((0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), end + 6));
        }
    }
    Ok((high, end))
}

fn hex4<T: Text + ?Sized>(s: &T, at: usize) -> Option<u32> {
    (at..at + 4).try_fold(0, |v, i| Some(v << 4 | char::from_u32(s.at(i))?.to_digit(16)?))
}

/// The number that begins at `start`: index after it, and whether it has a fraction or an exponent. `None`: no number.
///
/// A dot without digits, or an `e` without digits, ends the number before it, as in `_json`.
pub fn scan_number<T: Text + ?Sized>(s: &T, start: usize) -> Option<(usize, bool)> {
    let digit = |i: usize| s.get(i).is_some_and(|c| (0x30..0x3a).contains(&c));
    let digits = |mut i: usize| {
        while digit(i) {
            i += 1;
        }
        i
    };
    let is = |i: usize, chars: &[u8]| s.get(i).is_some_and(|c| chars.iter().any(|&b| c == u32::from(b)));
    let mut i = start + usize::from(is(start, b"-"));
    if is(i, b"0") {
        i += 1;
    } else if digit(i) {
        i = digits(i);
    } else {
        return None;
    }
    let mut float = false;
    if is(i, b".") && digit(i + 1) {
        float = true;
        i = digits(i + 1);
    }
    if is(i, b"eE") {
        let at = i + 1 + usize::from(is(i + 1, b"+-"));
        if digit(at) {
            float = true;
            i = digits(at);
        }
    }
    Some((i, float))
}

/// The first index at or after `start` that is not JSON whitespace.
pub fn skip_whitespace<T: Text + ?Sized>(s: &T, mut start: usize) -> usize {
    while s.get(start).is_some_and(|c| matches!(c, 0x20 | 0x09 | 0x0a | 0x0d)) {
        start += 1;
    }
    start
}

fn short_escape(c: u32) -> Option<&'static str> {
    Some(match c {
        0x22 => "\\\"",
        0x5c => "\\\\",
        0x0a => "\\n",
        0x0d => "\\r",
        0x09 => "\\t",
        0x08 => "\\b",
        0x0c => "\\f",
        _ => return None,
    })
}

/// Whether `encode_basestring` would change a code point.
pub fn needs_escape(c: u32) -> bool {
    c < 0x20 || c == 0x22 || c == 0x5c
}

fn push_u(out: &mut String, unit: u32) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        let digit = char::from_digit(unit >> shift & 15, 16);
        out.push(digit.expect("four bits are a hex digit"));
    }
}

/// `json.encoder.encode_basestring_ascii`: quoted, everything beyond ASCII as `\uXXXX` (surrogate pairs where needed).
pub fn encode_ascii(text: impl Iterator<Item = u32>) -> String {
    let mut out = String::with_capacity(text.size_hint().0 + 2);
    out.push('"');
    for c in text {
        match c {
            _ if short_escape(c).is_some() => out.push_str(short_escape(c).unwrap_or("")),
            0x20..=0x7e => out.push(char::from(c as u8)),
            0x10000.. => {
                let v = c - 0x10000;
                push_u(&mut out, 0xd800 | v >> 10);
                push_u(&mut out, 0xdc00 | v & 0x3ff);
            }
            _ => push_u(&mut out, c),
        }
    }
    out.push('"');
    out
}

/// `json.encoder.encode_basestring`: quoted, only control characters, quote and backslash escaped. Code points go to `put`.
pub fn encode(text: impl Iterator<Item = u32>, mut put: impl FnMut(u32)) {
    let quote = u32::from(b'"');
    put(quote);
    for c in text {
        if !needs_escape(c) {
            put(c);
        } else if let Some(escape) = short_escape(c) {
            escape.bytes().for_each(|b| put(u32::from(b)));
        } else {
            let mut escape = String::new();
            push_u(&mut escape, c);
            escape.bytes().for_each(|b| put(u32::from(b)));
        }
    }
    put(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        let ok: [(&str, &[u32], usize); 8] = [
            ("abc\"", &[97, 98, 99], 4),
            ("\"", &[], 1),
            ("a\\\"b\"", &[97, 34, 98], 5),
            ("a\\u1234\"", &[97, 0x1234], 8),
            ("\\ud834\\udd20\" ", &[0x1d120], 13),
            ("\\ud834x\"", &[0xd834, 120], 8),
            ("\\ud834\\u0041\"  ", &[0xd834, 65], 13),
            ("\\n\\/\"", &[10, 47], 5),
        ];
        for (text, content, end) in ok {
            let (got, at) = scan_string(text.as_bytes(), 0, true).expect(text);
            let got = match got {
                Scanned::Slice(a, b) => text.as_bytes()[a..b].iter().map(|&b| u32::from(b)).collect(),
                Scanned::Built(v) => v,
            };
            assert_eq!((got.as_slice(), at), (content, end), "{text}");
        }
        let bad = [
            ("abc", Error::Unterminated(-1)),
            ("a\\", Error::Unterminated(-1)),
            ("a\\x\"", Error::Escape(1)),
            ("a\\u12\"", Error::Unicode(2)),
            ("a\\u123\"", Error::Unicode(2)),
            ("a\\u12g4\"xx", Error::Unicode(2)),
            ("\\ud834\\uzzzz\"  ", Error::Unicode(7)),
            ("\\ud834\\udd2\"", Error::Unicode(7)),
            ("\u{1}\"", Error::Control(0)),
        ];
        for (text, error) in bad {
            assert_eq!(scan_string(text.as_bytes(), 0, true), Err(error), "{text}");
        }
        assert_eq!(scan_string(b"x".as_slice(), 5, true), Err(Error::OutOfBounds));
        assert_eq!(scan_string(b"\x01\"".as_slice(), 0, false), Ok((Scanned::Slice(0, 1), 2)));
    }

    #[test]
    fn numbers() {
        let cases = [
            ("-", None),
            ("-x", None),
            ("01", Some((1, false))),
            ("1.", Some((1, false))),
            ("1.5", Some((3, true))),
            ("1e", Some((1, false))),
            ("1e5", Some((3, true))),
            ("1E+", Some((1, false))),
            ("1.e5", Some((1, false))),
            ("-0", Some((2, false))),
            ("1.5e-3x", Some((6, true))),
            ("120,", Some((3, false))),
            ("", None),
        ];
        for (text, want) in cases {
            assert_eq!(scan_number(text.as_bytes(), 0), want, "{text}");
        }
    }

    #[test]
    fn encoding() {
        let text = "a\"\\\n\u{1}\u{7f}é\u{1d120}";
        assert_eq!(encode_ascii(text.chars().map(u32::from)), "\"a\\\"\\\\\\n\\u0001\\u007f\\u00e9\\ud834\\udd20\"");
        assert_eq!(encode_ascii([0xd834].into_iter()), "\"\\ud834\"");
        let mut out = String::new();
        encode(text.chars().map(u32::from), |c| out.extend(char::from_u32(c)));
        assert_eq!(out, "\"a\\\"\\\\\\n\\u0001\u{7f}é\u{1d120}\"");
    }
}
