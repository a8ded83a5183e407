//! Decoders and encoders with error callbacks: ASCII, Latin-1, UTF-8, character maps; and the built-in handlers.
//!
//! A decoder gives the text and how many bytes it used; with `last` false an incomplete sequence at the end is left
//! over instead of being an error. On an error the callback gets the exact range and CPython's reason, and answers with
//! a replacement and where to go on (it has checked that the position lies within the input).

use super::buf::TextBuf;
use super::repr::{push_escaped, push_hex};
use super::unit::Units;
use std::borrow::Cow;

/// What a `UnicodeDecodeError` or `UnicodeEncodeError` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodecError {
    /// `exc.encoding`
    pub encoding: Cow<'static, str>,
    /// First offending byte or character.
    pub start: usize,
    /// Behind the last one.
    pub end: usize,
    /// `exc.reason`
    pub reason: &'static str,
}

impl CodecError {
    /// An error in a codec with a fixed name.
    pub fn new(encoding: &'static str, start: usize, end: usize, reason: &'static str) -> CodecError {
        CodecError { encoding: Cow::Borrowed(encoding), start, end, reason }
    }
}

/// Text and bytes used.
pub type Decoded<E> = Result<(TextBuf, usize), E>;

/// What an error callback answers to an encoder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replacement {
    /// To be encoded in its turn, strictly.
    Text(TextBuf),
    /// Goes into the output as it is.
    Bytes(Vec<u8>),
}

/// Why an encoder gave up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EncodeFail<E> {
    /// The callback failed.
    Handler(E),
    /// The replacement text can't be encoded: raise the original error.
    Strict(CodecError),
}

impl<E> From<E> for EncodeFail<E> {
    fn from(e: E) -> Self {
        EncodeFail::Handler(e)
    }
}

/// UTF-8, with Unicode's maximal-subpart rule for the extent of errors.
pub fn utf8_decode<E>(input: &[u8], last: bool, mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Decoded<E> {
    if input.is_ascii() {
        return Ok((TextBuf::One(input.to_vec()), input.len()));
    }
    let (mut out, mut at) = (TextBuf::with_capacity(input.len()), 0);
    for_valid(input, &mut at, &mut out, |out, at, bad| {
        let start = *at;
        let (end, reason) = match bad {
            None if !last => return Ok(false),
            None => (input.len(), "unexpected end of data"),
            Some(n) if matches!(input[start], 0xC2..=0xF4) => (start + n, "invalid continuation byte"),
            Some(n) => (start + n, "invalid start byte"),
        };
        let (text, resume) = on_error(CodecError::new("utf-8", start, end, reason))?;
        out.push_units(text.units());
        *at = resume;
        Ok(true)
    })?;
    Ok((out.narrow(), at))
}

/// Appends the valid stretches of UTF-8 and calls `broken` (with the length of the bad sequence, `None` if it is merely
/// cut off) between them, until it answers false or the input ends.
fn for_valid<E>(
    input: &[u8],
    at: &mut usize,
    out: &mut TextBuf,
    mut broken: impl FnMut(&mut TextBuf, &mut usize, Option<usize>) -> Result<bool, E>,
) -> Result<(), E> {
    while *at < input.len() {
        match std::str::from_utf8(&input[*at..]) {
            Ok(text) => {
                out.push_str(text);
                *at = input.len();
            }
            Err(e) => {
                let valid = &input[*at..*at + e.valid_up_to()];
                out.push_str(std::str::from_utf8(valid).unwrap_or_default());
                *at += valid.len();
                if !broken(out, at, e.error_len())? {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// The input behind a UTF-8 byte order mark (`utf-8-sig`).
pub fn without_utf8_bom(input: &[u8]) -> &[u8] {
    input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input)
}

/// ASCII.
pub fn ascii_decode<E>(input: &[u8], mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Decoded<E> {
    let (mut out, mut at) = (TextBuf::with_capacity(input.len()), 0);
    while at < input.len() {
        let n = input[at..].iter().position(|b| !b.is_ascii()).unwrap_or(input.len() - at);
        out.push_latin1(&input[at..at + n]);
        at += n;
        if at < input.len() {
            let (text, resume) = on_error(CodecError::new("ascii", at, at + 1, "ordinal not in range(128)"))?;
            out.push_units(text.units());
            at = resume;
        }
    }
    Ok((out, at))
}

/// Latin-1 can't fail.
pub fn latin1_decode(input: &[u8]) -> TextBuf {
    TextBuf::One(input.to_vec())
}

/// What a decoding map says of a byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mapped {
    /// Not in the map, or mapped to `None` or U+FFFE.
    Undefined,
    /// One character.
    Char(u32),
    /// A string.
    Text(TextBuf),
}

/// `codecs.charmap_decode` with a mapping function.
pub fn charmap_decode<E>(input: &[u8], mut map: impl FnMut(u8) -> Result<Mapped, E>, mut on_error: impl FnMut(CodecError) -> Decoded<E>) -> Decoded<E> {
    let (mut out, mut at) = (TextBuf::with_capacity(input.len()), 0);
    while let Some(&byte) = input.get(at) {
        match map(byte)? {
            Mapped::Char(c) => out.push(c),
            Mapped::Text(text) => out.push_units(text.units()),
            Mapped::Undefined => {
                let error = CodecError::new("charmap", at, at + 1, "character maps to <undefined>");
                let (text, resume) = on_error(error)?;
                out.push_units(text.units());
                at = resume;
                continue;
            }
        }
        at += 1;
    }
    Ok((out, at))
}

/// Encodes with `encode`, which appends one character to the output or says that it can't. A run of characters that
/// can't be encoded is one error, unless `single`.
pub fn encode_by<E>(
    s: Units<'_>,
    (encoding, reason, single): (&'static str, &'static str, bool),
    mut encode: impl FnMut(u32, &mut Vec<u8>) -> Result<bool, E>,
    mut on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>,
) -> Result<Vec<u8>, EncodeFail<E>> {
    let (mut out, mut at) = (Vec::with_capacity(s.len()), 0);
    while at < s.len() {
        if encode(s.get(at), &mut out)? {
            at += 1;
            continue;
        }
        let (start, mut scratch) = (at, Vec::new());
        at += 1;
        while !single && at < s.len() && !encode(s.get(at), &mut scratch)? {
            at += 1;
        }
        let error = CodecError::new(encoding, start, at, reason);
        let (replacement, resume) = on_error(error.clone())?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(text) => {
                for c in text.units().iter() {
                    if !encode(c, &mut out)? {
                        return Err(EncodeFail::Strict(error));
                    }
                }
            }
        }
        at = resume;
    }
    Ok(out)
}

/// Appends a character in UTF-8; lone surrogates give `false`.
pub fn push_utf8(c: u32, out: &mut Vec<u8>) -> bool {
    let Some(ch) = char::from_u32(c) else {
        return false;
    };
    out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
    true
}

/// UTF-8.
pub fn utf8_encode<E>(s: Units<'_>, on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>) -> Result<Vec<u8>, EncodeFail<E>> {
    if let Some(ascii) = s.as_ascii() {
        return Ok(ascii.to_vec());
    }
    encode_by(s, ("utf-8", "surrogates not allowed", false), |c, out| Ok(push_utf8(c, out)), on_error)
}

/// ASCII.
pub fn ascii_encode<E>(s: Units<'_>, on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>) -> Result<Vec<u8>, EncodeFail<E>> {
    if let Some(ascii) = s.as_ascii() {
        return Ok(ascii.to_vec());
    }
    encode_by(s, ("ascii", "ordinal not in range(128)", false), |c, out| Ok(push_below(c, 0x80, out)), on_error)
}

/// Latin-1.
pub fn latin1_encode<E>(s: Units<'_>, on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>) -> Result<Vec<u8>, EncodeFail<E>> {
    if let Units::One(bytes) = s {
        return Ok(bytes.to_vec());
    }
    encode_by(s, ("latin-1", "ordinal not in range(256)", false), |c, out| Ok(push_below(c, 0x100, out)), on_error)
}

fn push_below(c: u32, limit: u32, out: &mut Vec<u8>) -> bool {
    if c < limit {
        out.push(c as u8);
    }
    c < limit
}

/// `codecs.charmap_encode` with a mapping function: `None` is undefined.
pub fn charmap_encode<E>(
    s: Units<'_>,
    mut map: impl FnMut(u32) -> Result<Option<Vec<u8>>, E>,
    on_error: impl FnMut(CodecError) -> Result<(Replacement, usize), E>,
) -> Result<Vec<u8>, EncodeFail<E>> {
    let encode = |c, out: &mut Vec<u8>| {
        let bytes = map(c)?;
        let known = bytes.is_some();
        out.extend(bytes.into_iter().flatten());
        Ok(known)
    };
    encode_by(s, ("charmap", "character maps to <undefined>", false), encode, on_error)
}

/// The error handlers that need no Python call. (`namereplace` needs the names and belongs to their owner.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as in `codecs`")]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    XmlCharRefReplace,
    SurrogateEscape,
    SurrogatePass,
}

impl Handler {
    /// The handler with this name; the empty name isn't one.
    pub fn named(name: &str) -> Option<Handler> {
        Some(match name {
            "strict" => Handler::Strict,
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "backslashreplace" => Handler::BackslashReplace,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            _ => return None,
        })
    }

    /// The answer to a decoding error; `None` means raise it.
    pub fn decode(self, input: &[u8], error: &CodecError) -> Option<(TextBuf, usize)> {
        let bad = input.get(error.start..error.end.min(input.len()))?;
        let mut text = TextBuf::new();
        let mut resume = error.end;
        match self {
            Handler::Strict | Handler::XmlCharRefReplace => return None,
            Handler::Ignore => {}
            Handler::Replace => text.push(0xFFFD),
            Handler::BackslashReplace => bad.iter().for_each(|&b| push_escaped(&mut text, b.into())),
            Handler::SurrogateEscape => {
                let n = bad.iter().take(4).take_while(|b| !b.is_ascii()).count();
                bad[..n].iter().for_each(|&b| text.push(0xDC00 + u32::from(b)));
                if n == 0 {
                    return None;
                }
                resume = error.start + n;
            }
            Handler::SurrogatePass => {
                let (c, width) = surrogate_in(&input[error.start..], &error.encoding)?;
                text.push(c);
                resume = error.start + width;
            }
        }
        Some((text, resume))
    }

    /// The answer to an encoding error; `None` means raise it.
    pub fn encode(self, input: Units<'_>, error: &CodecError) -> Option<(Replacement, usize)> {
        let bad = || (error.start..error.end.min(input.len())).map(|i| input.get(i));
        let mut text = TextBuf::new();
        match self {
            Handler::Strict => return None,
            Handler::Ignore => {}
            Handler::Replace => text.push_repeat('?'.into(), error.end.saturating_sub(error.start)),
            Handler::BackslashReplace => bad().for_each(|c| push_escaped(&mut text, c)),
            Handler::XmlCharRefReplace => bad().for_each(|c| text.push_str(&format!("&#{c};"))),
            Handler::SurrogateEscape => {
                let bytes: Option<Vec<u8>> = bad().map(|c| (0xDC80..=0xDCFF).contains(&c).then_some(c as u8)).collect();
                return Some((Replacement::Bytes(bytes?), error.end));
            }
            Handler::SurrogatePass => {
                let mut bytes = Vec::new();
                for c in bad() {
                    push_surrogate(c, &error.encoding, &mut bytes)?;
                }
                return Some((Replacement::Bytes(bytes), error.end));
            }
        }
        Some((Replacement::Text(text), error.end))
    }
}

/// Width and byte order that `surrogatepass` uses for an encoding: `None` for others.
fn utf_form(encoding: &str) -> Option<(usize, bool)> {
    let name = encoding.to_ascii_lowercase().replace('_', "-");
    Some(match name.as_str() {
        "utf-8" | "utf8" | "cp65001" => (1, false),
        "utf-16" | "utf16" | "utf-16-le" | "utf-16le" => (2, false),
        "utf-16-be" | "utf-16be" => (2, true),
        "utf-32" | "utf32" | "utf-32-le" | "utf-32le" => (4, false),
        "utf-32-be" | "utf-32be" => (4, true),
        _ => return None,
    })
}

/// A surrogate at the start of `bytes` in an encoding, and its length.
fn surrogate_in(bytes: &[u8], encoding: &str) -> Option<(u32, usize)> {
    let number = |n: usize, big: bool| {
        let bytes = bytes.get(..n)?.iter();
        let join = |acc: u32, &b: &u8| acc << 8 | u32::from(b);
        Some(if big { bytes.fold(0, join) } else { bytes.rev().fold(0, join) })
    };
    let (c, n) = match utf_form(encoding)? {
        (1, _) => match *bytes {
            [a @ 0xE0..=0xEF, b @ 0x80..=0xBF, c @ 0x80..=0xBF, ..] => (u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63), 3),
            _ => return None,
        },
        (n, big) => (number(n, big)?, n),
    };
    (0xD800..=0xDFFF).contains(&c).then_some((c, n))
}

/// Appends a surrogate in an encoding; `None` if `c` isn't one.
fn push_surrogate(c: u32, encoding: &str, out: &mut Vec<u8>) -> Option<()> {
    if !(0xD800..=0xDFFF).contains(&c) {
        return None;
    }
    match utf_form(encoding)? {
        (1, _) => out.extend([0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 63) as u8, 0x80 | (c & 63) as u8]),
        (2, false) => out.extend((c as u16).to_le_bytes()),
        (2, true) => out.extend((c as u16).to_be_bytes()),
        (_, false) => out.extend(c.to_le_bytes()),
        (_, true) => out.extend(c.to_be_bytes()),
    }
    Some(())
}

/// The message of `str(UnicodeDecodeError)`.
pub fn decode_error_text(error: &CodecError, input: &[u8]) -> String {
    match input.get(error.start) {
        Some(byte) if error.end == error.start + 1 => {
            format!("'{}' codec can't decode byte 0x{byte:02x} in position {}: {}", error.encoding, error.start, error.reason)
        }
        _ => format!("'{}' codec can't decode bytes in position {}-{}: {}", error.encoding, error.start, error.end as isize - 1, error.reason),
    }
}

/// The message of `str(UnicodeEncodeError)`.
pub fn encode_error_text(error: &CodecError, input: Units<'_>) -> String {
    if error.end == error.start + 1 && error.start < input.len() {
        let c = input.get(error.start);
        let mut shown = TextBuf::from(match c {
            0..=0xFF => "\\x",
            0x100..=0xFFFF => "\\u",
            _ => "\\U",
        });
        push_hex(
            &mut shown,
            c,
            if c <= 0xFF {
                2
            } else if c <= 0xFFFF {
                4
            } else {
                8
            },
        );
        let shown = shown.to_string_lossy();
        return format!("'{}' codec can't encode character '{shown}' in position {}: {}", error.encoding, error.start, error.reason);
    }
    let last = error.end as isize - 1;
    format!("'{}' codec can't encode characters in position {}-{last}: {}", error.encoding, error.start, error.reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes with "replace" and lists the errors.
    fn errors(input: &[u8], last: bool) -> (String, usize, Vec<String>) {
        let mut seen = Vec::new();
        let result = utf8_decode::<()>(input, last, |e| {
            seen.push(format!("{}-{} {}", e.start, e.end, e.reason));
            Ok((TextBuf::from("?"), e.end))
        });
        let (text, used) = result.unwrap_or_default();
        (text.to_string_lossy(), used, seen)
    }

    #[test]
    fn utf8_errors() {
        let (start, cont, end) = ("invalid start byte", "invalid continuation byte", "unexpected end of data");
        type Row<'a> = (&'a [u8], &'a str, &'a [(usize, usize, &'a str)]);
        let rows: &[Row<'_>] = &[
            (b"a\xc3\xa9\xe2\x82\xac", "aé€", &[]),
            (b"\x80a", "?a", &[(0, 1, start)]),
            (b"\xc0\xaf", "??", &[(0, 1, start), (1, 2, start)]),
            (b"\xe2\x82", "?", &[(0, 2, end)]),
            (b"\xe2\x82a", "?a", &[(0, 2, cont)]),
            (b"\xe0\x80\x80", "???", &[(0, 1, cont), (1, 2, start), (2, 3, start)]),
            (b"\xed\xa0\x80", "???", &[(0, 1, cont), (1, 2, start), (2, 3, start)]),
            (b"\xf0\x9f\x98", "?", &[(0, 3, end)]),
            (b"\xf4\x90\x80\x80", "????", &[(0, 1, cont), (1, 2, start), (2, 3, start), (3, 4, start)]),
            (b"\xf5", "?", &[(0, 1, start)]),
            (b"\xc3", "?", &[(0, 1, end)]),
        ];
        for (input, text, want) in rows {
            let want: Vec<String> = want.iter().map(|(a, b, r)| format!("{a}-{b} {r}")).collect();
            assert_eq!(errors(input, true), (text.to_string(), input.len(), want), "{input:x?}");
        }
        assert_eq!(errors(b"ab\xe2\x82", false), ("ab".into(), 2, vec![]));
        assert_eq!(errors(b"ab\xed\xa0", false).2, ["2-3 invalid continuation byte", "3-4 invalid start byte"]);
    }

    #[test]
    fn encoders() {
        let s = Units::Two(&[0x61, 0xD800, 0xDC80, 0x20AC]);
        let strict = |e: CodecError| Err::<(Replacement, usize), _>(e);
        let fail = EncodeFail::Handler(CodecError::new("utf-8", 1, 3, "surrogates not allowed"));
        assert_eq!(utf8_encode(s, strict), Err(fail));
        let by = |h: Handler| move |e: CodecError| h.encode(Units::Two(&[0x61, 0xD800, 0xDC80, 0x20AC]), &e).ok_or(e);
        assert_eq!(utf8_encode(s, by(Handler::SurrogatePass)), Ok(b"a\xed\xa0\x80\xed\xb2\x80\xe2\x82\xac".to_vec()));
        assert_eq!(ascii_encode(s, by(Handler::Replace)), Ok(b"a???".to_vec()));
        assert_eq!(ascii_encode(s, by(Handler::XmlCharRefReplace)), Ok(b"a&#55296;&#56448;&#8364;".to_vec()));
        assert_eq!(latin1_encode(s, by(Handler::BackslashReplace)), Ok(b"a\\ud800\\udc80\\u20ac".to_vec()));
        let e = CodecError::new("ascii", 1, 2, "ordinal not in range(128)");
        assert_eq!(encode_error_text(&e, Units::One(b"a\xe9")), "'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)");
        assert_eq!(decode_error_text(&e, b"a\xe9"), "'ascii' codec can't decode byte 0xe9 in position 1: ordinal not in range(128)");
        let map = |c| Ok::<_, CodecError>((c < 0x80).then(|| vec![c as u8]));
        assert_eq!(charmap_encode(s, map, by(Handler::Ignore)), Ok(b"a".to_vec()));
    }

    #[test]
    fn decoders() {
        let input = b"a\xff\xfeb";
        let by = |h: Handler| move |e: CodecError| h.decode(input, &e).ok_or(e);
        assert_eq!(ascii_decode(input, by(Handler::SurrogateEscape)), Ok((TextBuf::Two(vec![97, 0xDCFF, 0xDCFE, 98]), 4)));
        assert_eq!(utf8_decode(input, true, by(Handler::BackslashReplace)), Ok((TextBuf::from("a\\xff\\xfeb"), 4)));
        let map = |b: u8| Ok(if b < 0x80 { Mapped::Char(b.into()) } else { Mapped::Undefined });
        assert_eq!(charmap_decode(input, map, by(Handler::Replace)), Ok((TextBuf::from("a\u{fffd}\u{fffd}b"), 4)));
        let bytes = b"\xed\xa0\x80";
        let pass = |e: CodecError| Handler::SurrogatePass.decode(bytes, &e).ok_or(e);
        assert_eq!(utf8_decode(bytes, true, pass), Ok((TextBuf::Two(vec![0xD800]), 3)));
        assert_eq!(without_utf8_bom(b"\xef\xbb\xbfa"), b"a");
    }
}
