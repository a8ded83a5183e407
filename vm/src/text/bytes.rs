//! What `bytes` and `bytearray` do differently from `str`: everything is ASCII, and whitespace lacks `\x1c` to `\x1f`.
//!
//! Searching and splitting are the generic functions of `find` with `is_space` and `is_line_break` from here.

/// Whitespace for `bytes.split`, `strip` and `isspace`.
#[inline]
pub fn is_space(c: u32) -> bool {
    matches!(c, 0x20 | 0x09..=0x0D)
}

/// What ends a line for `bytes.splitlines`.
#[inline]
pub fn is_line_break(c: u32) -> bool {
    matches!(c, 0x0A | 0x0D)
}

/// `bytes.swapcase`
pub fn swapcase(s: &[u8]) -> Vec<u8> {
    s.iter().map(|b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { *b }).collect()
}

/// `bytes.title`
pub fn title(s: &[u8]) -> Vec<u8> {
    let mut after_letter = false;
    let mut map = |b: &u8| {
        let mapped = if after_letter { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
        after_letter = b.is_ascii_alphabetic();
        mapped
    };
    s.iter().map(&mut map).collect()
}

/// `bytes.capitalize`
pub fn capitalize(s: &[u8]) -> Vec<u8> {
    let mut out = s.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

fn all(s: &[u8], test: impl Fn(&u8) -> bool) -> bool {
    !s.is_empty() && s.iter().all(test)
}

/// `bytes.isalpha`
pub fn isalpha(s: &[u8]) -> bool {
    all(s, u8::is_ascii_alphabetic)
}

/// `bytes.isdigit`
pub fn isdigit(s: &[u8]) -> bool {
    all(s, u8::is_ascii_digit)
}

/// `bytes.isalnum`
pub fn isalnum(s: &[u8]) -> bool {
    all(s, u8::is_ascii_alphanumeric)
}

/// `bytes.isspace`
pub fn isspace(s: &[u8]) -> bool {
    all(s, |&b| is_space(b.into()))
}

/// `bytes.islower`
pub fn islower(s: &[u8]) -> bool {
    !s.iter().any(u8::is_ascii_uppercase) && s.iter().any(u8::is_ascii_lowercase)
}

/// `bytes.isupper`
pub fn isupper(s: &[u8]) -> bool {
    !s.iter().any(u8::is_ascii_lowercase) && s.iter().any(u8::is_ascii_uppercase)
}

/// `bytes.istitle`
pub fn istitle(s: &[u8]) -> bool {
    super::predicates::istitle(super::Units::One(s)) && (s.is_ascii() || istitle_ascii(s))
}

/// Letters beyond ASCII count for `str` but not for `bytes`.
fn istitle_ascii(s: &[u8]) -> bool {
    let ascii: Vec<u8> = s.iter().map(|&b| if b.is_ascii() { b } else { b' ' }).collect();
    super::predicates::istitle(super::Units::One(&ascii))
}

/// `bytes.translate(table, delete)`: `table` has 256 entries when given.
pub fn translate(s: &[u8], table: Option<&[u8]>, delete: &[u8]) -> Vec<u8> {
    let mut dropped = [false; 256];
    delete.iter().for_each(|&b| dropped[b as usize] = true);
    let kept = s.iter().copied().filter(|&b| !dropped[b as usize]);
    match table {
        Some(table) => kept.map(|b| table.get(b as usize).copied().unwrap_or(b)).collect(),
        None => kept.collect(),
    }
}

/// `bytes.fromhex`: whitespace between pairs is skipped. The error is the position of the offending character, or
/// `None` for an odd number of digits.
pub fn from_hex(s: super::Units<'_>) -> Result<Vec<u8>, Option<usize>> {
    let digit = |i: usize| char::from_u32(s.get(i)).and_then(|c| c.to_digit(16)).map(|d| d as u8);
    let (mut out, mut i) = (Vec::with_capacity(s.len() / 2), 0);
    while i < s.len() {
        if is_space(s.get(i)) {
            i += 1;
            continue;
        }
        let high = digit(i).ok_or(Some(i))?;
        if i + 1 == s.len() {
            return Err(None);
        }
        out.push(high << 4 | digit(i + 1).ok_or(Some(i + 1))?);
        i += 2;
    }
    Ok(out)
}

/// `bytes.hex(sep, bytes_per_sep)`: groups are counted from the right, from the left if `per` is negative.
pub fn to_hex(s: &[u8], sep: Option<u8>, per: i64) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let group = usize::try_from(per.unsigned_abs()).unwrap_or(usize::MAX);
    let sep = sep.filter(|_| group > 0);
    let mut out = Vec::with_capacity(s.len() * 2);
    for (i, &b) in s.iter().enumerate() {
        let position = if per < 0 { i } else { s.len() - i };
        if let Some(sep) = sep.filter(|_| i > 0 && position.is_multiple_of(group)) {
            out.push(sep);
        }
        out.extend([DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Units;

    #[test]
    fn case_and_predicates() {
        assert_eq!(title(b"they're 3rd \xe9a"), b"They'Re 3Rd \xe9A");
        assert_eq!((capitalize(b"aBC"), swapcase(b"aB1\xe9")), (b"Abc".to_vec(), b"Ab1\xe9".to_vec()));
        assert!(istitle(b"A Bc") && !istitle(b"aB") && !istitle(b"") && islower(b"a1") && !islower(b"1") && isupper(b"A\xe9"));
        assert!(!isspace(b"\x1c") && isspace(b"\x0b ") && !isalpha(b"\xe9") && isalnum(b"a1") && isdigit(b"12"));
        assert_eq!(translate(b"abc", None, b"b"), b"ac");
    }

    #[test]
    fn hex() {
        assert_eq!(from_hex(Units::One(b" 0a Ff")), Ok(vec![10, 255]));
        assert_eq!(from_hex(Units::One(b"0 a")), Err(Some(1)));
        assert_eq!((from_hex(Units::One(b"0g")), from_hex(Units::One(b"012"))), (Err(Some(1)), Err(None)));
        for (per, want) in [(1, "01-02-03-04-05"), (2, "01-0203-0405"), (-2, "0102-0304-05"), (0, "0102030405"), (9, "0102030405")] {
            assert_eq!(to_hex(&[1, 2, 3, 4, 5], Some(b'-'), per), want.as_bytes());
        }
    }
}
