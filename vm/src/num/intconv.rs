//! Integers from and to text, and from and to bytes.
//!
//! `int()`'s text: whitespace around, a sign, a base prefix, single underscores between digits, any Unicode decimal
//! digits. The digit limit (`sys.set_int_max_str_digits`) is an argument, 0 for none; it holds for bases that are not
//! powers of two.

use super::NumError;
use super::int::IntBuf;
use crate::text::predicates::{decimal_value, is_space};
use crate::text::{TextBuf, Units};
use malachite_bigint::{BigInt, BigUint, Sign};
use num_traits::Num;

/// `sys.int_info.default_max_str_digits`
pub const DEFAULT_MAX_STR_DIGITS: usize = 4300;

/// Why text is no integer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParseIntError {
    /// Not a literal in this base; see `invalid_literal`.
    Invalid,
    /// The base is not 0 or 2 to 36.
    Base,
    /// More digits than the limit allows.
    TooLong(usize, usize),
}

impl ParseIntError {
    /// The `ValueError`, given `repr` of the argument.
    pub fn into_error(self, base: u32, repr: &TextBuf) -> NumError {
        NumError::value(match self {
            ParseIntError::Invalid => {
                format!("invalid literal for int() with base {base}: {}", repr.to_string_lossy())
            }
            ParseIntError::Base => "int() base must be >= 2 and <= 36, or 0".into(),
            ParseIntError::TooLong(limit, digits) => format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; \
                 use sys.set_int_max_str_digits() to increase the limit"
            ),
        })
    }
}

/// The text with Unicode digits as ASCII and without surrounding whitespace; `None` if anything else isn't ASCII.
pub(super) fn to_ascii(s: Units<'_>) -> Option<Vec<u8>> {
    let convert = |c: u32| match c {
        0..=0x7F => Some(c as u8),
        _ if is_space(c) => Some(b' '),
        _ => decimal_value(c).map(|d| d + b'0'),
    };
    let ascii: Vec<u8> = s.iter().map(convert).collect::<Option<_>>()?;
    let space = |b: &u8| is_space((*b).into());
    let start = ascii.iter().position(|b| !space(b)).unwrap_or(ascii.len());
    let end = ascii.iter().rposition(|b| !space(b)).map_or(start, |i| i + 1);
    Some(ascii[start..end].to_vec())
}

/// `int(text, base)`; base 0 goes by the prefix.
pub fn parse(s: Units<'_>, base: u32, limit: usize) -> Result<IntBuf, ParseIntError> {
    if base != 0 && !(2..=36).contains(&base) {
        return Err(ParseIntError::Base);
    }
    let ascii = to_ascii(s).ok_or(ParseIntError::Invalid)?;
    let (negative, rest) = match ascii.as_slice() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (base, prefixed, digits) = split_prefix(rest, base);
    // "0_0" is zero in base 0, "01" is not one.
    let must_be_zero = base == 0;
    let base = if must_be_zero { 10 } else { base };
    let digits = match digits {
        [b'_', rest @ ..] if prefixed => rest,
        _ => digits,
    };
    let digits = without_underscores(digits).ok_or(ParseIntError::Invalid)?;
    if digits.is_empty() || digits.iter().any(|&b| char::from(b).to_digit(base).is_none()) {
        return Err(ParseIntError::Invalid);
    }
    if must_be_zero && digits.iter().any(|&b| b != b'0') {
        return Err(ParseIntError::Invalid);
    }
    if limit > 0 && digits.len() > limit && !base.is_power_of_two() {
        return Err(ParseIntError::TooLong(limit, digits.len()));
    }
    let value = from_digits(&digits, base);
    Ok(if negative { value.neg() } else { value })
}

/// Takes off `0x`, `0o`, `0b` where the base allows. Base 0 remains only for decimal text with leading zeros.
fn split_prefix(rest: &[u8], base: u32) -> (u32, bool, &[u8]) {
    if let [b'0', letter, digits @ ..] = rest {
        let named = match letter.to_ascii_lowercase() {
            b'x' => 16,
            b'o' => 8,
            b'b' => 2,
            _ => 0,
        };
        if named != 0 && (base == 0 || base == named) {
            return (named, true, digits);
        }
    }
    let decimal = base == 0 && rest.first() != Some(&b'0');
    (if decimal { 10 } else { base }, false, rest)
}

/// Removes single underscores between characters; `None` if they stand elsewhere.
pub(super) fn without_underscores(digits: &[u8]) -> Option<std::borrow::Cow<'_, [u8]>> {
    if !digits.contains(&b'_') {
        return Some(digits.into());
    }
    let misplaced = digits.first() == Some(&b'_') || digits.last() == Some(&b'_') || digits.windows(2).any(|w| w == b"__");
    (!misplaced).then(|| digits.iter().copied().filter(|&b| b != b'_').collect::<Vec<_>>().into())
}

/// The value of digits that are known to be valid.
fn from_digits(digits: &[u8], base: u32) -> IntBuf {
    let text = std::str::from_utf8(digits).unwrap_or("0");
    if let Ok(small) = i64::from_str_radix(text, base) {
        return IntBuf::I64(small);
    }
    i128::from_str_radix(text, base).map(IntBuf::from).unwrap_or_else(|_| IntBuf::from(big_from_digits(text, base)))
}

fn big_from_digits(text: &str, base: u32) -> BigInt {
    BigInt::from_str_radix(text, base).unwrap_or_default()
}

impl IntBuf {
    /// Decimal text without a limit.
    pub fn to_decimal(&self) -> String {
        match self {
            IntBuf::I64(v) => v.to_string(),
            IntBuf::Wide(v) => v.to_string(),
            IntBuf::Big(v) => v.to_string(),
        }
    }

    /// `str(self)` under a digit limit.
    pub fn to_decimal_limited(&self, limit: usize) -> Result<String, NumError> {
        let error = || {
            NumError::value(format!(
                "Exceeds the limit ({limit} digits) for integer string conversion; \
                 use sys.set_int_max_str_digits() to increase the limit"
            ))
        };
        // A number of n bits has more than 0.301 n - 1 digits: huge ones need no conversion.
        if limit > 0 && self.bit_length() as f64 * std::f64::consts::LOG10_2 > limit as f64 + 2.0 {
            return Err(error());
        }
        let text = self.to_decimal();
        if limit > 0 && text.len() - usize::from(self.is_negative()) > limit {
            return Err(error());
        }
        Ok(text)
    }

    /// Text in base 2 to 36, lower case, without prefix.
    pub fn to_radix(&self, base: u32) -> String {
        match (self, base) {
            (_, 10) => self.to_decimal(),
            (IntBuf::I64(v), 16) if *v >= 0 => format!("{v:x}"),
            (IntBuf::I64(v), 2) if *v >= 0 => format!("{v:b}"),
            (IntBuf::I64(v), 8) if *v >= 0 => format!("{v:o}"),
            _ => self.to_big().to_str_radix(base),
        }
    }

    /// `hex`, `oct`, `bin`: sign, prefix, digits.
    pub fn to_prefixed(&self, base: u32) -> String {
        let prefix = match base {
            16 => "0x",
            8 => "0o",
            2 => "0b",
            _ => "",
        };
        let sign = if self.is_negative() { "-" } else { "" };
        format!("{sign}{prefix}{}", self.abs().to_radix(base))
    }

    /// `int.to_bytes`
    pub fn to_bytes(&self, length: usize, big_endian: bool, signed: bool) -> Result<Vec<u8>, NumError> {
        if self.is_negative() && !signed {
            return Err(NumError::overflow("can't convert negative int to unsigned"));
        }
        // Two's complement, least byte first, without redundant bytes.
        let mut bytes = match (self, signed) {
            (IntBuf::I64(0), _) => Vec::new(),
            (_, true) => self.to_big().to_signed_bytes_le(),
            (_, false) => self.to_big().magnitude().to_bytes_le(),
        };
        if bytes.len() > length {
            return Err(NumError::overflow("int too big to convert"));
        }
        bytes.resize(length, if self.is_negative() { 0xFF } else { 0 });
        if big_endian {
            bytes.reverse();
        }
        Ok(bytes)
    }

    /// `int.from_bytes`
    pub fn from_bytes(bytes: &[u8], big_endian: bool, signed: bool) -> IntBuf {
        if bytes.len() <= 8 {
            let mut raw = [0; 8];
            let low = |i: usize| {
                if big_endian { bytes[bytes.len() - 1 - i] } else { bytes[i] }
            };
            (0..bytes.len()).for_each(|i| raw[i] = low(i));
            let value = u64::from_le_bytes(raw);
            let unused = 64 - 8 * bytes.len() as u32;
            return match (bytes.is_empty(), signed) {
                (true, _) => IntBuf::ZERO,
                (_, true) => IntBuf::I64((value << unused) as i64 >> unused),
                _ => IntBuf::from(value),
            };
        }
        IntBuf::from(match (big_endian, signed) {
            (true, true) => BigInt::from_signed_bytes_be(bytes),
            (false, true) => BigInt::from_signed_bytes_le(bytes),
            (true, false) => BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_be(bytes)),
            (false, false) => BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_le(bytes)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::int::tests::int;
    use super::*;

    #[test]
    fn parses() {
        for (text, base, want) in [
            ("12", 10, Some("12")),
            (" -12\n", 10, Some("-12")),
            ("+1_000", 10, Some("1000")),
            ("1__0", 10, None),
            ("_1", 10, None),
            ("1_", 10, None),
            ("", 10, None),
            ("-", 10, None),
            ("- 1", 10, None),
            ("0x1f", 16, Some("31")),
            ("0x1f", 0, Some("31")),
            ("0x_1f", 0, Some("31")),
            ("0x__1f", 0, None),
            ("0x", 16, None),
            ("0x1f", 10, None),
            ("0b11", 0, Some("3")),
            ("0b1", 16, Some("177")),
            ("0o17", 8, Some("15")),
            ("010", 0, None),
            ("00", 0, Some("0")),
            ("0_0", 0, Some("0")),
            ("0", 0, Some("0")),
            ("010", 10, Some("10")),
            ("zz", 36, Some("1295")),
            ("2", 2, None),
            ("١٢", 10, Some("12")),
            ("\u{2003}12\u{a0}", 10, Some("12")),
            ("1²", 10, None),
            ("-9223372036854775809", 10, Some("-9223372036854775809")),
            ("123456789012345678901234567890123456789012345", 10, Some("123456789012345678901234567890123456789012345")),
        ] {
            let got = parse(TextBuf::from(text).units(), base, 0);
            assert_eq!(got, want.map(int).ok_or(ParseIntError::Invalid), "int({text:?}, {base})");
        }
        assert_eq!(parse(Units::One(b"1"), 37, 0), Err(ParseIntError::Base));
        assert_eq!(parse(Units::One(b"12345"), 10, 4), Err(ParseIntError::TooLong(4, 5)));
        assert!(parse(Units::One(b"12345"), 16, 4).is_ok());
        let message = ParseIntError::TooLong(4300, 5000).into_error(10, &TextBuf::new()).message;
        assert_eq!(
            message,
            "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; \
             use sys.set_int_max_str_digits() to increase the limit"
        );
    }

    #[test]
    fn texts() {
        for (value, base, want) in [("255", 16, "0xff"), ("-255", 16, "-0xff"), ("-5", 2, "-0b101"), ("8", 8, "0o10"), ("0", 2, "0b0")] {
            assert_eq!(int(value).to_prefixed(base), want);
        }
        assert_eq!(int("-340282366920938463463374607431768211456").to_prefixed(16), format!("-0x1{}", "0".repeat(32)));
        assert!(IntBuf::ONE.shl_bits(20000).to_decimal_limited(4300).is_err());
        assert!(IntBuf::ONE.shl_bits(14285).to_decimal_limited(4300).is_err());
        assert_eq!(IntBuf::ONE.shl_bits(14284).to_decimal_limited(4300).map(|s| s.len()), Ok(4300));
    }

    #[test]
    fn bytes() {
        for (value, length, big, signed, want) in [
            ("258", 2, true, false, Ok(vec![1, 2])),
            ("258", 4, false, false, Ok(vec![2, 1, 0, 0])),
            ("-1", 2, true, true, Ok(vec![255, 255])),
            ("-128", 1, true, true, Ok(vec![128])),
            ("128", 1, true, true, Err("int too big to convert")),
            ("-1", 1, true, false, Err("can't convert negative int to unsigned")),
            ("256", 1, true, false, Err("int too big to convert")),
            ("0", 0, true, false, Ok(vec![])),
            ("18446744073709551616", 9, true, false, Ok(vec![1, 0, 0, 0, 0, 0, 0, 0, 0])),
        ] {
            let got = int(value).to_bytes(length, big, signed);
            assert_eq!(got.clone().map_err(|e| e.message), want.map_err(String::from), "{value}");
            if let Ok(bytes) = got {
                assert_eq!(IntBuf::from_bytes(&bytes, big, signed), int(value));
            }
        }
        assert_eq!(IntBuf::from_bytes(&[255; 9], true, true), IntBuf::I64(-1));
    }
}
