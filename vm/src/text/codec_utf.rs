//! UTF-16 and UTF-32, both byte orders, with and without byte order mark. See `codec` for the conventions.

use super::buf::TextBuf;
use super::codec::{CodecError, Decoded, EncodeFail, Replacement, encode_by};
use super::unit::Units;

/// Byte order; `codecs` writes -1, 1 and 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
    /// By byte order mark when decoding (little-endian without one), little-endian with a mark when encoding.
    Mark,
}

/// UTF-16. Also gives the byte order that was used: `Mark` if none was seen yet.
pub fn utf16_decode<E>(input: &[u8], order: Order, last: bool, mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Result<(TextBuf, usize, Order), E> {
    let (found, mut at) = match (order, input) {
        (Order::Mark, [0xFF, 0xFE, ..]) => (Order::Little, 2),
        (Order::Mark, [0xFE, 0xFF, ..]) => (Order::Big, 2),
        _ => (order, 0),
    };
    let big = found == Order::Big;
    let name = if big { "utf-16-be" } else { "utf-16-le" };
    let word = |at: usize| match input.get(at..at + 2) {
        Some(&[a, b]) => Some(u32::from(if big { u16::from_be_bytes([a, b]) } else { u16::from_le_bytes([a, b]) })),
        _ => None,
    };
    let mut out = TextBuf::with_capacity(input.len() / 2);
    while at < input.len() {
        let (end, reason) = match (word(at), word(at + 2)) {
            (None, _) if !last => break,
            (None, _) => (input.len(), "truncated data"),
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                out.push(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                at += 4;
                continue;
            }
            (Some(0xD800..=0xDBFF), None) if !last => break,
            (Some(0xD800..=0xDBFF), None) => (input.len(), "unexpected end of data"),
            (Some(0xD800..=0xDBFF), Some(_)) => (at + 2, "illegal UTF-16 surrogate"),
            (Some(0xDC00..=0xDFFF), _) => (at + 2, "illegal encoding"),
            (Some(c), _) => {
                out.push(c);
                at += 2;
                continue;
            }
        };
        let (text, resume) = on_error(CodecError::new(name, at, end, reason))?;
        out.push_units(text.units());
        at = resume;
    }
    Ok((out, at, found))
}

/// UTF-32. Also gives the byte order that was used: `Mark` if none was seen yet.
pub fn utf32_decode<E>(input: &[u8], order: Order, last: bool, mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Result<(TextBuf, usize, Order), E> {
    let (found, mut at) = match (order, input) {
        (Order::Mark, [0xFF, 0xFE, 0, 0, ..]) => (Order::Little, 4),
        (Order::Mark, [0, 0, 0xFE, 0xFF, ..]) => (Order::Big, 4),
        _ => (order, 0),
    };
    let big = found == Order::Big;
    let name = if big { "utf-32-be" } else { "utf-32-le" };
    let mut out = TextBuf::with_capacity(input.len() / 4);
    while at < input.len() {
        let (end, reason) = match input.get(at..at + 4) {
            None if !last => break,
            None => (input.len(), "truncated data"),
            Some(b) => {
                let bytes = [b[0], b[1], b[2], b[3]];
                match if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) } {
                    0xD800..=0xDFFF => (at + 4, "code point in surrogate code point range"),
                    0x11_0000.. => (at + 4, "code point not in range(0x110000)"),
                    c => {
                        out.push(c);
                        at += 4;
                        continue;
                    }
                }
            }
        };
        let (text, resume) = on_error(CodecError::new(name, at, end, reason))?;
        out.push_units(text.units());
        at = resume;
    }
    Ok((out, at, found))
}

fn push_ordered(bytes: &[u8], big: bool, out: &mut Vec<u8>) {
    if big { out.extend(bytes.iter().rev()) } else { out.extend(bytes) }
}

fn encode<E>(
    s: Units<'_>,
    order: Order,
    name: &'static str,
    push: impl Fn(u32, &mut Vec<u8>),
    mut on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>,
) -> Result<Vec<u8>, EncodeFail<E>> {
    let mut out = Vec::new();
    let width = if name.starts_with("utf-16") { 2 } else { 4 };
    // Bytes that aren't whole units are as wrong as a character that can't be encoded.
    let on_error = |e| match on_error(e)? {
        (Replacement::Bytes(b), at) if b.len() % width != 0 => Ok((Replacement::Text(TextBuf::Two(vec![0xD800])), at)),
        answer => Ok(answer),
    };
    if order == Order::Mark {
        push(0xFEFF, &mut out);
    }
    let one = |c, out: &mut Vec<u8>| {
        let ok = !(0xD800..=0xDFFF).contains(&c);
        if ok {
            push(c, out);
        }
        Ok(ok)
    };
    out.extend(encode_by(s, (name, "surrogates not allowed", true), one, on_error)?);
    Ok(out)
}

/// UTF-16.
pub fn utf16_encode<E>(s: Units<'_>, order: Order, on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>) -> Result<Vec<u8>, EncodeFail<E>> {
    let big = order == Order::Big;
    let name = match order {
        Order::Little => "utf-16-le",
        Order::Big => "utf-16-be",
        Order::Mark => "utf-16",
    };
    let push = |c: u32, out: &mut Vec<u8>| match c.checked_sub(0x1_0000) {
        None => push_ordered(&(c as u16).to_le_bytes(), big, out),
        Some(rest) => {
            push_ordered(&(0xD800 + (rest >> 10) as u16).to_le_bytes(), big, out);
            push_ordered(&(0xDC00 + (rest & 0x3FF) as u16).to_le_bytes(), big, out);
        }
    };
    encode(s, order, name, push, on_error)
}

/// UTF-32.
pub fn utf32_encode<E>(s: Units<'_>, order: Order, on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>) -> Result<Vec<u8>, EncodeFail<E>> {
    let big = order == Order::Big;
    let name = match order {
        Order::Little => "utf-32-le",
        Order::Big => "utf-32-be",
        Order::Mark => "utf-32",
    };
    encode(s, order, name, |c, out| push_ordered(&c.to_le_bytes(), big, out), on_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(width: usize, input: &[u8], order: Order, last: bool) -> String {
        let mut seen = String::new();
        let on_error = |e: CodecError| {
            seen += &format!(" {} {}-{} {}", e.encoding, e.start, e.end, e.reason);
            Ok::<_, ()>((TextBuf::from("?"), e.end))
        };
        let result = if width == 2 { utf16_decode(input, order, last, on_error) } else { utf32_decode(input, order, last, on_error) };
        let (text, used, found) = result.unwrap_or((TextBuf::new(), 0, order));
        format!("{} {used} {found:?}{seen}", text.to_string_lossy())
    }

    #[test]
    fn decoding() {
        use Order::*;
        for (width, input, order, last, want) in [
            (2, &b"a\0\xac\x20"[..], Little, true, "a€ 4 Little"),
            (2, b"\xfe\xff\0a", Mark, true, "a 4 Big"),
            (2, b"\xff\xfea\0", Mark, true, "a 4 Little"),
            (2, b"\x3d\xd8\x00\xde", Little, true, "😀 4 Little"),
            (2, b"\x3d\xd8", Little, true, "? 2 Little utf-16-le 0-2 unexpected end of data"),
            (2, b"\x3d\xd8", Little, false, " 0 Little"),
            (2, b"\x3d\xd8a", Little, true, "? 3 Little utf-16-le 0-3 unexpected end of data"),
            (2, b"\x3d\xd8a\0", Little, true, "?a 4 Little utf-16-le 0-2 illegal UTF-16 surrogate"),
            (2, b"\xde\0a\0", Big, true, "?愀 4 Big utf-16-be 0-2 illegal encoding"),
            (2, b"a\0b", Little, true, "a? 3 Little utf-16-le 2-3 truncated data"),
            (4, b"a\0\0\0", Little, true, "a 4 Little"),
            (4, b"\0\0\xfe\xff\0\x01\xf6\0", Mark, true, "😀 8 Big"),
            (4, b"\0\xd8\0\0", Little, true, "? 4 Little utf-32-le 0-4 code point in surrogate code point range"),
            (4, b"\0\0\x11\0", Little, true, "? 4 Little utf-32-le 0-4 code point not in range(0x110000)"),
            (4, b"a\0\0", Little, true, "? 3 Little utf-32-le 0-3 truncated data"),
        ] {
            assert_eq!(errors(width, input, order, last), want);
        }
    }

    #[test]
    fn encoding() {
        let s = TextBuf::from("a😀");
        let strict = |e: CodecError| Err::<(Replacement, usize), _>(e);
        assert_eq!(utf16_encode(s.units(), Order::Mark, strict), Ok(b"\xff\xfea\0\x3d\xd8\0\xde".to_vec()));
        assert_eq!(utf16_encode(s.units(), Order::Big, strict), Ok(b"\0a\xd8\x3d\xde\0".to_vec()));
        assert_eq!(utf32_encode(s.units(), Order::Big, strict), Ok(b"\0\0\0a\0\x01\xf6\0".to_vec()));
        let fail = EncodeFail::Handler(CodecError::new("utf-16", 0, 1, "surrogates not allowed"));
        assert_eq!(utf16_encode(Units::Two(&[0xD800, 0xD800]), Order::Mark, strict), Err(fail));
    }
}
