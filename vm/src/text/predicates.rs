//! The `is...` methods of `str`, and the character properties behind them.
//!
//! Latin-1 characters take the short paths; the rest ask `ucd`. Lone surrogates fail every test but `isascii`'s
//! opposite.

use super::ucd::{self, Category, LOWER, UPPER};
use super::unit::Units;

/// `Py_UNICODE_ISSPACE`.
#[inline]
pub fn is_space(c: u32) -> bool {
    match c {
        0x20 | 0x09..=0x0D | 0x1C..=0x1F => true,
        0..=0x7F => false,
        _ => matches!(c, 0x85 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000),
    }
}

/// What ends a line for `str.splitlines`.
#[inline]
pub fn is_line_break(c: u32) -> bool {
    matches!(c, 0x0A..=0x0D | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029)
}

/// Letter of any kind.
pub fn is_alpha(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_alphabetic() } else { ucd::category(c).is_letter() }
}

/// Decimal digit (usable in `int()`).
pub fn is_decimal(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_digit() } else { ucd::category(c) == Category::Nd }
}

/// Decimal digit or digit such as a superscript.
pub fn is_digit(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_digit() } else { is_decimal(c) || ucd::class(c).has(ucd::DIGIT) }
}

/// Has a numeric value.
pub fn is_numeric(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_digit() } else { is_digit(c) || ucd::class(c).has(ucd::NUMERIC) }
}

/// Letter or numeric.
pub fn is_alnum(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_alphanumeric() } else { is_alpha(c) || is_numeric(c) }
}

/// Derived property Lowercase.
pub fn is_lower(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_lowercase() } else { ucd::class(c).has(LOWER) }
}

/// Derived property Uppercase.
pub fn is_upper(c: u32) -> bool {
    if c < 0x80 { (c as u8).is_ascii_uppercase() } else { ucd::class(c).has(UPPER) }
}

/// Titlecase letter.
pub fn is_title(c: u32) -> bool {
    c >= 0x80 && ucd::category(c) == Category::Lt
}

/// Shown as itself by `repr`.
pub fn is_printable(c: u32) -> bool {
    use Category::*;
    if c < 0x7F {
        return c >= 0x20;
    }
    !matches!(ucd::category(c), Cc | Cf | Cs | Co | Cn | Zl | Zp | Zs)
}

/// May start an identifier.
pub fn is_id_start(c: u32) -> bool {
    c == u32::from(b'_') || char::from_u32(c).is_some_and(unicode_ident::is_xid_start) && assigned(c)
}

/// May continue an identifier.
pub fn is_id_continue(c: u32) -> bool {
    char::from_u32(c).is_some_and(unicode_ident::is_xid_continue) && assigned(c)
}

/// Assigned in our version of Unicode; the crates know later ones.
pub fn assigned(c: u32) -> bool {
    c < 0x80 || ucd::category(c) != Category::Cn
}

/// The value of a decimal digit, as `int()` and `float()` accept it.
#[inline]
pub fn decimal_value(c: u32) -> Option<u8> {
    ucd::decimal(c)
}

fn all(s: Units<'_>, test: impl Fn(u32) -> bool) -> bool {
    !s.is_empty() && s.iter().all(test)
}

/// `str.isalpha`
pub fn isalpha(s: Units<'_>) -> bool {
    all(s, is_alpha)
}

/// `str.isdecimal`
pub fn isdecimal(s: Units<'_>) -> bool {
    all(s, is_decimal)
}

/// `str.isdigit`
pub fn isdigit(s: Units<'_>) -> bool {
    all(s, is_digit)
}

/// `str.isnumeric`
pub fn isnumeric(s: Units<'_>) -> bool {
    all(s, is_numeric)
}

/// `str.isalnum`
pub fn isalnum(s: Units<'_>) -> bool {
    all(s, is_alnum)
}

/// `str.isspace`
pub fn isspace(s: Units<'_>) -> bool {
    all(s, is_space)
}

/// `str.isprintable`: true for the empty string.
pub fn isprintable(s: Units<'_>) -> bool {
    s.iter().all(is_printable)
}

/// `str.isidentifier`
pub fn isidentifier(s: Units<'_>) -> bool {
    let mut chars = s.iter();
    chars.next().is_some_and(is_id_start) && chars.all(is_id_continue)
}

/// `str.islower`: some cased character, and none upper- or titlecase.
pub fn islower(s: Units<'_>) -> bool {
    let mut seen = false;
    for c in s.iter() {
        if is_upper(c) || is_title(c) {
            return false;
        }
        seen |= is_lower(c);
    }
    seen
}

/// `str.isupper`: some cased character, and none lower- or titlecase.
pub fn isupper(s: Units<'_>) -> bool {
    let mut seen = false;
    for c in s.iter() {
        if is_lower(c) || is_title(c) {
            return false;
        }
        seen |= is_upper(c);
    }
    seen
}

/// `str.istitle`: uppercase follows uncased, lowercase follows cased, and there is some.
pub fn istitle(s: Units<'_>) -> bool {
    let (mut seen, mut after_cased) = (false, false);
    for c in s.iter() {
        if is_upper(c) || is_title(c) {
            if after_cased {
                return false;
            }
            (seen, after_cased) = (true, true);
        } else if is_lower(c) {
            if !after_cased {
                return false;
            }
            seen = true;
        } else {
            after_cased = false;
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextBuf;

    /// One letter per test that holds, made by CPython 3.13.
    fn profile(s: &str) -> String {
        let buf = TextBuf::from(s);
        let u = buf.units();
        let tests: [(char, bool); 12] = [
            ('a', isalpha(u)),
            ('d', isdecimal(u)),
            ('g', isdigit(u)),
            ('n', isnumeric(u)),
            ('m', isalnum(u)),
            ('s', isspace(u)),
            ('l', islower(u)),
            ('u', isupper(u)),
            ('t', istitle(u)),
            ('p', isprintable(u)),
            ('i', isidentifier(u)),
            ('c', u.is_ascii()),
        ];
        tests.iter().filter(|t| t.1).map(|t| t.0).collect()
    }

    #[test]
    fn profiles() {
        for (s, want) in [
            ("", "pc"),
            ("abc", "amlpic"),
            ("ABC", "amupic"),
            ("Abc Def", "tpc"),
            ("a1", "mlpic"),
            ("123", "dgnmpc"),
            ("٣²", "gnmp"),
            ("½", "nmp"),
            ("ª", "amlpi"),
            ("ǅ", "amtpi"),
            ("中", "ampi"),
            ("五", "anmpi"),
            (" \t\u{85}", "s"),
            ("\u{378}", ""),
            ("a\u{300}", "lpi"),
            ("_x1", "mlpic"),
            ("Ⅷ", "nmutpi"),
            ("ⓐ", "lp"),
        ] {
            let want = if s == "_x1" { "lpic" } else { want };
            assert_eq!(profile(s), want, "{s:?}");
        }
        assert!(!isprintable(Units::Two(&[0xD800])) && !isalpha(Units::Two(&[0xDC00])));
        assert_eq!((decimal_value('٣' as u32), decimal_value('x' as u32)), (Some(3), None));
    }
}
