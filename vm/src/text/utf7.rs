//! UTF-7. See `codec` for the conventions.

use super::buf::TextBuf;
use super::codec::{CodecError, Decoded};
use super::unit::Units;

fn base64_value(b: u8) -> Option<u32> {
    Some(match b {
        b'A'..=b'Z' => (b - b'A').into(),
        b'a'..=b'z' => (b - b'a' + 26).into(),
        b'0'..=b'9' => (b - b'0' + 52).into(),
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// The state of a `+...` sequence.
#[derive(Default)]
struct Shift {
    active: bool,
    bits: u32,
    buffer: u32,
    /// A high surrogate that waits for its partner.
    high: Option<u32>,
}

impl Shift {
    fn push(&mut self, value: u32, out: &mut TextBuf) {
        self.buffer = self.buffer << 6 | value;
        self.bits += 6;
        if self.bits < 16 {
            return;
        }
        self.bits -= 16;
        let unit = self.buffer >> self.bits & 0xFFFF;
        self.buffer &= (1 << self.bits) - 1;
        if let Some(high) = self.high.take() {
            if (0xDC00..=0xDFFF).contains(&unit) {
                return out.push(0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
            }
            out.push(high);
        }
        if (0xD800..=0xDBFF).contains(&unit) { self.high = Some(unit) } else { out.push(unit) }
    }

    /// What is wrong with the bits left over when a non-base64 character ends the sequence.
    fn leftover(&self) -> Option<&'static str> {
        if self.bits >= 6 {
            Some("partial character in shift sequence")
        } else if self.bits > 0 && self.buffer != 0 {
            Some("non-zero padding bits in shift sequence")
        } else {
            None
        }
    }
}

/// Decodes UTF-7.
pub fn utf7_decode<E>(input: &[u8], last: bool, mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Decoded<E> {
    let (mut out, mut shift) = (TextBuf::new(), Shift::default());
    let (mut at, mut start, mut out_start) = (0, 0, 0);
    loop {
        while let Some(&b) = input.get(at) {
            let error = if shift.active {
                if let Some(value) = base64_value(b) {
                    shift.push(value, &mut out);
                    at += 1;
                    continue;
                }
                shift.active = false;
                if let Some(reason) = shift.leftover() {
                    at += 1;
                    Some(reason)
                } else {
                    if let Some(high) = shift.high.take().filter(|_| b.is_ascii() && b != b'+') {
                        out.push(high);
                    }
                    at += usize::from(b == b'-');
                    None
                }
            } else {
                start = at;
                at += 1;
                match (b, input.get(at)) {
                    (b'+', Some(b'-')) => {
                        at += 1;
                        out.push('+'.into());
                        None
                    }
                    (b'+', Some(&next)) if base64_value(next).is_none() => {
                        at += 1;
                        Some("ill-formed sequence")
                    }
                    (b'+', _) => {
                        shift = Shift { active: true, ..Shift::default() };
                        out_start = out.len();
                        None
                    }
                    _ if b.is_ascii() => {
                        out.push(b.into());
                        None
                    }
                    _ => Some("unexpected special character"),
                }
            };
            if let Some(reason) = error {
                let (text, resume) = on_error(CodecError::new("utf7", start, at, reason))?;
                out.push_units(text.units());
                at = resume;
            }
        }
        if !(shift.active && last) {
            break;
        }
        shift.active = false;
        if shift.high.is_some() || shift.leftover().is_some() {
            let error = CodecError::new("utf7", start, input.len(), "unterminated shift sequence");
            let (text, resume) = on_error(error)?;
            out.push_units(text.units());
            at = resume;
        }
        if at >= input.len() {
            break;
        }
    }
    if shift.active {
        // An unfinished sequence is read again from its plus sign, with the next chunk.
        out.truncate(out_start);
        at = start;
    }
    Ok((out.narrow(), at))
}

/// Whether a character stands for itself.
fn is_direct(c: u32) -> bool {
    matches!(c, 9 | 10 | 13 | 0x20..=0x7D) && !matches!(c, 0x2B | 0x5C)
}

/// Encodes UTF-7; every string can be.
pub fn utf7_encode(s: Units<'_>) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::with_capacity(s.len());
    let (mut shifted, mut bits, mut buffer) = (false, 0u32, 0u64);
    for c in s.iter() {
        if is_direct(c) || (!shifted && c == 0x2B) {
            if shifted {
                if bits > 0 {
                    out.push(DIGITS[(buffer << (6 - bits) & 63) as usize]);
                }
                (shifted, bits, buffer) = (false, 0, 0);
                if base64_value(c as u8).is_some() || c == 0x2D {
                    out.push(b'-');
                }
            }
            out.push(c as u8);
            if c == 0x2B {
                out.push(b'-');
            }
            continue;
        }
        if !shifted {
            out.push(b'+');
            shifted = true;
        }
        let mut push = |unit: u32| {
            buffer = (buffer & 0x3F) << 16 | u64::from(unit);
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(DIGITS[(buffer >> bits & 63) as usize]);
            }
        };
        match c.checked_sub(0x1_0000) {
            None => push(c),
            Some(rest) => {
                push(0xD800 + (rest >> 10));
                push(0xDC00 + (rest & 0x3FF));
            }
        }
    }
    if bits > 0 {
        out.push(DIGITS[(buffer << (6 - bits) & 63) as usize]);
    }
    if shifted {
        out.push(b'-');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        // From CPython 3.13.
        for (s, want) in [
            ("Hi Mom -\u{263A}-!", "Hi Mom -+Jjo--!"),
            ("a+b", "a+-b"),
            ("日本語", "+ZeVnLIqe-"),
            ("~\\\0", "+AH4AXAAA-"),
            ("😀x", "+2D3eAA-x"),
            ("€+", "+IKwAKw-"),
            ("é.", "+AOk."),
        ] {
            let buf = TextBuf::from(s);
            assert_eq!(String::from_utf8_lossy(&utf7_encode(buf.units())), want);
            assert_eq!(utf7_decode::<()>(want.as_bytes(), true, |_| Err(())), Ok((buf, want.len())));
        }
    }

    #[test]
    fn errors() {
        for (input, want) in [
            (&b"a\xffb"[..], "a?b 1-2 unexpected special character"),
            (b"+@x", "?x 0-2 ill-formed sequence"),
            (b"+AOk", "é"),
            (b"+AO", "? 0-3 unterminated shift sequence"),
            (b"+AO!a", "?a 0-4 partial character in shift sequence"),
            (b"+AOl!a", "é?a 0-5 non-zero padding bits in shift sequence"),
        ] {
            let mut seen = String::new();
            let result = utf7_decode::<()>(input, true, |e| {
                seen += &format!(" {}-{} {}", e.start, e.end, e.reason);
                Ok((TextBuf::from("?"), e.end))
            });
            assert_eq!(result.unwrap_or_default().0.to_string_lossy() + &seen, want);
        }
        assert_eq!(utf7_decode::<()>(b"a+AO", false, |_| Err(())), Ok((TextBuf::from("a"), 1)));
    }
}
