//! The `unicode_escape`, `raw_unicode_escape` and `string_escape` (`codecs.escape_decode`) codecs.
//!
//! `\N{...}` asks a function for the character of a name, since the names are not kept here. Escapes that are merely
//! deprecated are decoded as CPython does and reported by position, so that the caller can warn.

use super::buf::TextBuf;
use super::codec::{CodecError, Decoded};
use super::repr::push_escaped;
use super::unit::Units;

/// The result of `unicode_escape_decode`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unescaped {
    /// The text.
    pub text: TextBuf,
    /// Bytes used.
    pub used: usize,
    /// Position behind the backslash of the first escape that deserves a warning: an unknown letter, or an octal value
    /// above 0o377.
    pub first_invalid: Option<usize>,
}

/// One escape: what it stands for, and where it ends.
enum Escape {
    Char(u32, usize),
    Nothing(usize),
    /// Not an escape: the backslash stays.
    Unknown(usize),
    /// Wrong: behind the part that was understood, whether more input might help, reason.
    Bad(usize, bool, &'static str),
}

fn hex_escape(input: &[u8], at: usize, digits: usize, reason: &'static str) -> Escape {
    let mut value = 0;
    for i in 0..digits {
        match input.get(at + i).map(|&b| char::from(b).to_digit(16)) {
            None => return Escape::Bad(at + i, true, reason),
            Some(None) => return Escape::Bad(at + i, false, reason),
            Some(Some(d)) => value = value << 4 | d,
        }
    }
    if value > 0x10_FFFF {
        return Escape::Bad(at + digits, false, "illegal Unicode character");
    }
    Escape::Char(value, at + digits)
}

fn octal_escape(input: &[u8], at: usize) -> Escape {
    let digits = input[at..].iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
    let value = input[at..at + digits].iter().fold(0, |n, b| n * 8 + u32::from(b - b'0'));
    Escape::Char(value, at + digits)
}

fn simple_escape(b: u8) -> Option<u8> {
    Some(match b {
        b'\\' | b'\'' | b'"' => b,
        b'b' => 8,
        b't' => 9,
        b'n' => 10,
        b'r' => 13,
        b'f' => 12,
        b'v' => 11,
        b'a' => 7,
        _ => return None,
    })
}

fn named_escape(input: &[u8], at: usize, name: &impl Fn(&str) -> Option<u32>) -> Escape {
    let malformed = "malformed \\N character escape";
    match input.get(at) {
        None => return Escape::Bad(at, true, malformed),
        Some(b'{') => {}
        Some(_) => return Escape::Bad(at, false, malformed),
    }
    let Some(n) = input[at + 1..].iter().position(|&b| b == b'}') else {
        return Escape::Bad(input.len(), true, malformed);
    };
    if n == 0 {
        return Escape::Bad(at + 1, false, malformed);
    }
    match std::str::from_utf8(&input[at + 1..at + 1 + n]).ok().and_then(name) {
        Some(c) => Escape::Char(c, at + n + 2),
        None => Escape::Bad(at + n + 2, false, "unknown Unicode character name"),
    }
}

/// The escape whose backslash stands before `at`.
fn escape(input: &[u8], at: usize, name: &impl Fn(&str) -> Option<u32>) -> Escape {
    let Some(&b) = input.get(at) else {
        return Escape::Bad(at, true, "\\ at end of string");
    };
    match b {
        b'\n' => Escape::Nothing(at + 1),
        b'0'..=b'7' => octal_escape(input, at),
        b'x' => hex_escape(input, at + 1, 2, "truncated \\xXX escape"),
        b'u' => hex_escape(input, at + 1, 4, "truncated \\uXXXX escape"),
        b'U' => hex_escape(input, at + 1, 8, "truncated \\UXXXXXXXX escape"),
        b'N' => named_escape(input, at + 1, name),
        _ => simple_escape(b).map_or(Escape::Unknown(at + 1), |c| Escape::Char(c.into(), at + 1)),
    }
}

/// `unicode_escape`: bytes that are no escape are Latin-1.
pub fn unicode_escape_decode<E>(
    input: &[u8],
    last: bool,
    name: impl Fn(&str) -> Option<u32>,
    mut on_error: impl FnMut(CodecError) -> Decoded<E>,
) -> Result<Unescaped, E> {
    let (mut text, mut at, mut first_invalid) = (TextBuf::with_capacity(input.len()), 0, None);
    while at < input.len() {
        let plain = memchr::memchr(b'\\', &input[at..]).unwrap_or(input.len() - at);
        text.push_latin1(&input[at..at + plain]);
        at += plain;
        if at == input.len() {
            break;
        }
        match escape(input, at + 1, &name) {
            Escape::Char(c, next) => {
                if c > 0o377 && input[at + 1].is_ascii_digit() {
                    first_invalid = first_invalid.or(Some(at + 1));
                }
                text.push(c);
                at = next;
            }
            Escape::Nothing(next) => at = next,
            Escape::Unknown(next) => {
                first_invalid = first_invalid.or(Some(at + 1));
                text.push_latin1(&input[at..next]);
                at = next;
            }
            Escape::Bad(_, true, _) if !last => break,
            Escape::Bad(end, _, reason) => {
                let (replacement, resume) = on_error(CodecError::new("unicodeescape", at, end, reason))?;
                text.push_units(replacement.units());
                at = resume;
            }
        }
    }
    Ok(Unescaped { text, used: at, first_invalid })
}

/// `raw_unicode_escape`: only `\u` and `\U` are escapes.
pub fn raw_unicode_escape_decode<E>(input: &[u8], last: bool, mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Decoded<E> {
    let (mut text, mut at) = (TextBuf::with_capacity(input.len()), 0);
    while let Some(&b) = input.get(at) {
        let (digits, reason) = match (b, input.get(at + 1)) {
            (b'\\', None) if !last => break,
            (b'\\', Some(b'u')) => (4, "truncated \\uXXXX escape"),
            (b'\\', Some(b'U')) => (8, "truncated \\UXXXXXXXX escape"),
            (b'\\', Some(&next)) => {
                text.push_latin1(&[b, next]);
                at += 2;
                continue;
            }
            _ => {
                text.push(b.into());
                at += 1;
                continue;
            }
        };
        match hex_escape(input, at + 2, digits, reason) {
            Escape::Bad(_, true, _) if !last => break,
            Escape::Bad(end, _, reason) => {
                let reason = if reason.starts_with("illegal") { "\\Uxxxxxxxx out of range" } else { reason };
                let (replacement, resume) = on_error(CodecError::new("rawunicodeescape", at, end, reason))?;
                text.push_units(replacement.units());
                at = resume;
            }
            Escape::Char(c, next) => {
                text.push(c);
                at = next;
            }
            Escape::Nothing(next) | Escape::Unknown(next) => at = next,
        }
    }
    Ok((text, at))
}

fn into_bytes(text: TextBuf) -> Vec<u8> {
    text.units().iter().map(|c| c as u8).collect()
}

/// Encodes with `unicode_escape`.
pub fn unicode_escape_encode(s: Units<'_>) -> Vec<u8> {
    let mut out = TextBuf::with_capacity(s.len());
    for c in s.iter() {
        match c {
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            13 => out.push_str("\\r"),
            0x5C => out.push_str("\\\\"),
            0x20..=0x7E => out.push(c),
            _ => push_escaped(&mut out, c),
        }
    }
    into_bytes(out)
}

/// Encodes with `raw_unicode_escape`.
pub fn raw_unicode_escape_encode(s: Units<'_>) -> Vec<u8> {
    let mut out = TextBuf::with_capacity(s.len());
    s.iter().for_each(|c| if c < 0x100 { out.push(c) } else { push_escaped(&mut out, c) });
    into_bytes(out)
}

/// What went wrong in `escape_decode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BytesEscapeError {
    /// `invalid \x escape at position N`
    Hex(usize),
    /// `Trailing \ in string`
    Trailing,
}

impl BytesEscapeError {
    /// The `ValueError`'s message.
    pub fn message(self) -> String {
        match self {
            BytesEscapeError::Hex(at) => format!("invalid \\x escape at position {at}"),
            BytesEscapeError::Trailing => "Trailing \\ in string".into(),
        }
    }
}

/// `codecs.escape_decode`; `bad_hex` says what stands for a wrong `\x` escape (`None`: it is an error). Also gives the
/// position of the first escape that deserves a warning.
pub fn escape_decode(input: &[u8], bad_hex: Option<&[u8]>) -> Result<(Vec<u8>, Option<usize>), BytesEscapeError> {
    let (mut out, mut at, mut first_invalid) = (Vec::with_capacity(input.len()), 0, None);
    while let Some(&b) = input.get(at) {
        if b != b'\\' {
            out.push(b);
            at += 1;
            continue;
        }
        let Some(&next) = input.get(at + 1) else {
            return Err(BytesEscapeError::Trailing);
        };
        let found = match next {
            b'\n' => Escape::Nothing(at + 2),
            b'0'..=b'7' => octal_escape(input, at + 1),
            b'x' => hex_escape(input, at + 2, 2, ""),
            _ => simple_escape(next).map_or(Escape::Unknown(at + 2), |c| Escape::Char(c.into(), at + 2)),
        };
        at = match found {
            Escape::Char(c, end) => {
                if c > 0o377 {
                    first_invalid = first_invalid.or(Some(at + 1));
                }
                out.push(c as u8);
                end
            }
            Escape::Nothing(end) => end,
            Escape::Unknown(end) => {
                first_invalid = first_invalid.or(Some(at + 1));
                out.extend([b, next]);
                end
            }
            Escape::Bad(end, ..) => {
                out.extend(bad_hex.ok_or(BytesEscapeError::Hex(at))?);
                end
            }
        };
    }
    Ok((out, first_invalid))
}

/// `codecs.escape_encode`: `repr` without the quotes.
pub fn escape_encode(input: &[u8]) -> Vec<u8> {
    let mut out = TextBuf::with_capacity(input.len());
    for &b in input {
        match b {
            b'\'' | b'\\' => out.push_latin1(&[b'\\', b]),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            13 => out.push_str("\\r"),
            0x20..=0x7E => out.push(b.into()),
            _ => push_escaped(&mut out, b.into()),
        }
    }
    into_bytes(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(raw: bool, input: &str, last: bool) -> String {
        let mut seen = String::new();
        let on_error = |e: CodecError| {
            seen += &format!(" {}-{} {}", e.start, e.end, e.reason);
            Ok::<_, ()>((TextBuf::from("?"), e.end))
        };
        let name = |n: &str| (n == "BULLET").then_some(0x2022);
        let (text, used) = if raw {
            raw_unicode_escape_decode(input.as_bytes(), last, on_error).unwrap_or_default()
        } else {
            unicode_escape_decode(input.as_bytes(), last, name, on_error).map(|u| (u.text, u.used)).unwrap_or_default()
        };
        format!("{} {used}{seen}", text.to_string_lossy())
    }

    #[test]
    fn unicode() {
        for (raw, input, last, want) in [
            (false, r"a\x41\u20ac\U0001f600\101\n", true, "aA€😀A\n 27"),
            (false, r"\N{BULLET}\N{X}", true, "•? 15 10-15 unknown Unicode character name"),
            (false, r"\N{}", true, "?} 4 0-3 malformed \\N character escape"),
            (false, r"\Nx", true, "?x 3 0-2 malformed \\N character escape"),
            (false, r"\x4g", true, "?g 4 0-3 truncated \\xXX escape"),
            (false, r"\u12", true, "? 4 0-4 truncated \\uXXXX escape"),
            (false, r"a\u12", false, "a 1"),
            (false, r"\U00110000", true, "? 10 0-10 illegal Unicode character"),
            (false, r"\q\", true, "\\q? 3 2-3 \\ at end of string"),
            (true, r"\n\\u0041\u0041", true, "\\n\\\\u0041A 15"),
            (true, r"\u00x", true, "?x 5 0-4 truncated \\uXXXX escape"),
            (true, r"\Uffffffff", true, "? 10 0-10 \\Uxxxxxxxx out of range"),
            (true, "a\\", true, "a\\ 2"),
        ] {
            assert_eq!(decode(raw, input, last), want, "{input}");
        }
        let s = TextBuf::from("a\\\n\0é€😀");
        assert_eq!(unicode_escape_encode(s.units()), br"a\\\n\x00\xe9\u20ac\U0001f600");
        assert_eq!(raw_unicode_escape_encode(s.units()), b"a\\\n\0\xe9\\u20ac\\U0001f600");
    }

    #[test]
    fn bytes() {
        assert_eq!(escape_decode(br"a\x41\n\'\q\501\0", None), Ok((b"aA\n'\\qA\0".to_vec(), Some(10))));
        assert_eq!(escape_decode(br"ab\x4", None), Err(BytesEscapeError::Hex(2)));
        assert_eq!(escape_decode(br"ab\x4g", Some(b"?")), Ok((b"ab?g".to_vec(), None)));
        assert_eq!(escape_decode(b"\\", None), Err(BytesEscapeError::Trailing));
        assert_eq!(escape_encode(b"'\"\\\n\xff"), b"\\'\"\\\\\\n\\xff");
    }
}
