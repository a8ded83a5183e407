//! Source bytes to text: byte order mark, coding cookie (PEP 263), line ends, null bytes.
//!
//! UTF-8, Latin-1, ASCII, Latin-9 and Windows-1252 are built in. Any other declared encoding is reported by
//! [`declared_encoding`], so that a caller with more codecs can decode first.

use super::error::SyntaxError;

/// The encoding that the source's first two lines declare, normalised as CPython does (`utf-8`,
/// `iso-8859-1`, else as written).
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for line in bytes.split(|b| *b == b'\n').take(2) {
        if let Some(name) = cookie(line) {
            return Some(normalise(&name));
        }
        let blank = line.trim_ascii_start();
        if !blank.is_empty() && blank[0] != b'#' {
            return None;
        }
    }
    None
}

/// `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`
fn cookie(line: &[u8]) -> Option<String> {
    let comment = &line[line.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\x0c'))?..];
    let mut rest = comment.strip_prefix(b"#")?;
    while let Some(at) = rest.windows(6).position(|w| w == b"coding") {
        rest = &rest[at + 6..];
        let Some((b':' | b'=', value)) = rest.split_first() else {
            continue;
        };
        let start = value.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(value.len());
        let named = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let name: Vec<u8> = value[start..].iter().copied().take_while(named).collect();
        if !name.is_empty() {
            return String::from_utf8(name).ok();
        }
    }
    None
}

fn normalise(name: &str) -> String {
    let head: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is = |base: &str| head == base || head.strip_prefix(base).is_some_and(|r| r.starts_with('-'));
    if is("utf-8") {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        name.to_owned()
    }
}

/// Decodes source bytes: removes the byte order mark, obeys the cookie, makes every line end `\n`.
pub fn decode_source(bytes: &[u8], filename: &str) -> Result<String, SyntaxError> {
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    let body = if marked { &bytes[3..] } else { bytes };
    if body.contains(&0) {
        return Err(SyntaxError::plain("source code cannot contain null bytes"));
    }
    let declared = declared_encoding(bytes);
    let encoding = declared.as_deref().unwrap_or("utf-8");
    if marked && encoding != "utf-8" {
        return Err(SyntaxError::plain(format!("encoding problem: {encoding} with BOM")));
    }
    let lower = encoding.to_ascii_lowercase().replace('_', "-");
    let text = match lower.as_str() {
        "utf-8" | "utf8" | "u8" | "cp65001" => utf8(body, filename, declared.is_some())?,
        "iso-8859-1" | "latin1" | "latin" | "l1" | "iso8859-1" | "8859" | "cp819" => body.iter().map(|b| char::from(*b)).collect(),
        "ascii" | "us-ascii" | "646" => ascii(body)?,
        "iso-8859-15" | "latin-9" | "iso8859-15" | "l9" => body.iter().map(|b| latin9(*b)).collect(),
        "cp1252" | "windows-1252" | "1252" => body.iter().map(|b| windows1252(*b)).collect(),
        _ => return Err(SyntaxError::plain(format!("unknown encoding: {encoding}"))),
    };
    Ok(line_ends(text))
}

fn line_ends(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn utf8(body: &[u8], filename: &str, declared: bool) -> Result<String, SyntaxError> {
    let error = match std::str::from_utf8(body) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let line = body[..at].iter().filter(|b| **b == b'\n').count() as u32 + 1;
    if declared {
        let reason = match (body[at], error.error_len()) {
            (_, None) => "unexpected end of data",
            (0x80..=0xc1 | 0xf5..=0xff, _) => "invalid start byte",
            _ => "invalid continuation byte",
        };
        let byte = body[at];
        return Err(SyntaxError::plain(format!("(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {reason}")));
    }
    let message = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' in file {filename} on line {line}, but no encoding declared; \
         see https://peps.python.org/pep-0263/ for details",
        body[at]
    );
    Err(SyntaxError { line, end_line: line, ..SyntaxError::plain(message) })
}

fn ascii(body: &[u8]) -> Result<String, SyntaxError> {
    match body.iter().position(|b| *b >= 0x80) {
        None => Ok(body.iter().map(|b| char::from(*b)).collect()),
        Some(at) => Err(SyntaxError::plain(format!("'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)", body[at]))),
    }
}

fn latin9(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        other => char::from(other),
    }
}

fn windows1252(byte: u8) -> char {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        0x80..=0x9f => HIGH.chars().nth(usize::from(byte - 0x80)).unwrap_or(char::from(byte)),
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        for (source, expect) in [
            ("# -*- coding: latin-1 -*-\n", Some("iso-8859-1")),
            ("#!/usr/bin/python\n# vim: set fileencoding=UTF_8 :\n", Some("utf-8")),
            ("x = 1\n# coding: foo\n", None),
            ("\n\n# coding: foo\n", None),
            ("# coding:foo-7.b ar\n", Some("foo-7.b")),
        ] {
            assert_eq!(declared_encoding(source.as_bytes()).as_deref(), expect, "{source:?}");
        }
    }

    #[test]
    fn decodes() {
        assert_eq!(decode_source(b"\xef\xbb\xbfa\r\nb\rc", "f").unwrap(), "a\nb\nc");
        assert_eq!(decode_source(b"# coding: latin-1\n\xe9", "f").unwrap(), "# coding: latin-1\n\u{e9}");
        let message = |bytes: &[u8]| decode_source(bytes, "f.py").unwrap_err().message;
        assert_eq!(message(b"a\0"), "source code cannot contain null bytes");
        assert_eq!(message(b"# coding: zork\n"), "unknown encoding: zork");
        assert!(message(b"x\n\xff").starts_with("Non-UTF-8 code starting with '\\xff' in file f.py on line 2"));
        assert_eq!(message(b"\xef\xbb\xbf# coding: latin-1\n"), "encoding problem: iso-8859-1 with BOM");
    }
}
