//! `repr` and `ascii` of `str`, `repr` of `bytes`.

use super::buf::TextBuf;
use super::predicates::is_printable;
use super::unit::Units;
use memchr::memchr;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `n` hex digits of `c`.
pub fn push_hex(out: &mut TextBuf, c: u32, n: u32) {
    (0..n).rev().for_each(|i| out.push(HEX[(c >> (4 * i) & 15) as usize].into()));
}

/// Appends the shortest of `\xhh`, `\uhhhh`, `\Uhhhhhhhh`.
pub fn push_escaped(out: &mut TextBuf, c: u32) {
    let (letter, digits) = match c {
        0..=0xFF => (b'x', 2),
        0x100..=0xFFFF => (b'u', 4),
        _ => (b'U', 8),
    };
    out.push(b'\\'.into());
    out.push(letter.into());
    push_hex(out, c, digits);
}

/// The quote that `repr` chooses: double only if there are single quotes and no double ones.
fn quote_for(single: bool, double: bool) -> u8 {
    if single && !double { b'"' } else { b'\'' }
}

/// `repr(s)`
pub fn repr(s: Units<'_>) -> TextBuf {
    quoted(s, is_printable)
}

/// `ascii(s)`
pub fn ascii(s: Units<'_>) -> TextBuf {
    quoted(s, |c| (0x20..0x7F).contains(&c))
}

fn quoted(s: Units<'_>, shown: impl Fn(u32) -> bool) -> TextBuf {
    let has = |q: u8| match s {
        Units::One(bytes) => memchr(q, bytes).is_some(),
        _ => s.iter().any(|c| c == u32::from(q)),
    };
    let quote = quote_for(has(b'\''), has(b'"'));
    let mut out = TextBuf::with_capacity(s.len() + 2);
    out.push(quote.into());
    match s {
        // The common case: nothing to escape.
        Units::One(bytes) if bytes.iter().all(|&b| (0x20..0x7F).contains(&b) && b != quote && b != b'\\') => out.push_latin1(bytes),
        _ => s.iter().for_each(|c| push_quoted(&mut out, c, quote, &shown)),
    }
    out.push(quote.into());
    out
}

fn push_quoted(out: &mut TextBuf, c: u32, quote: u8, shown: impl Fn(u32) -> bool) {
    let short = match c {
        0x5C => Some(b'\\'),
        0x0A => Some(b'n'),
        0x0D => Some(b'r'),
        0x09 => Some(b't'),
        _ if c == u32::from(quote) => Some(quote),
        _ => None,
    };
    match short {
        Some(letter) => out.push_latin1(&[b'\\', letter]),
        None if shown(c) => out.push(c),
        None => push_escaped(out, c),
    }
}

/// `repr(bytes)`, with `b` in front; `bytearray` wraps it in its own name.
pub fn repr_bytes(s: &[u8]) -> TextBuf {
    let quote = quote_for(memchr(b'\'', s).is_some(), memchr(b'"', s).is_some());
    let mut out = TextBuf::with_capacity(s.len() + 3);
    out.push_latin1(&[b'b', quote]);
    s.iter().for_each(|&b| push_quoted(&mut out, b.into(), quote, |c| (0x20..0x7F).contains(&c)));
    out.push(quote.into());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        for (s, want_repr, want_ascii) in [
            ("abc", "'abc'", "'abc'"),
            ("it's", "\"it's\"", "\"it's\""),
            ("a'b\"c", "'a\\'b\"c'", "'a\\'b\"c'"),
            ("\"", "'\"'", "'\"'"),
            ("\\\n\r\t\0\x7f\x1b", "'\\\\\\n\\r\\t\\x00\\x7f\\x1b'", "'\\\\\\n\\r\\t\\x00\\x7f\\x1b'"),
            ("é\u{a0}\u{ad}", "'é\\xa0\\xad'", "'\\xe9\\xa0\\xad'"),
            ("€\u{2028}\u{e000}😀\u{10ffff}", "'€\\u2028\\ue000😀\\U0010ffff'", "'\\u20ac\\u2028\\ue000\\U0001f600\\U0010ffff'"),
        ] {
            let buf = TextBuf::from(s);
            assert_eq!(repr(buf.units()), TextBuf::from(want_repr));
            assert_eq!(ascii(buf.units()), TextBuf::from(want_ascii));
        }
        assert_eq!(repr(Units::Two(&[0xD83D, 0x41])), TextBuf::from("'\\ud83dA'"));
    }

    #[test]
    fn bytes() {
        assert_eq!(repr_bytes(b"a'\xff\n"), TextBuf::from("b\"a'\\xff\\n\""));
        assert_eq!(repr_bytes(b"'\""), TextBuf::from("b'\\'\"'"));
    }
}
