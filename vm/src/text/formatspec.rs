//! The format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.
//!
//! `parse` reads a specification and makes the checks that don't depend on the type; `format_str`, `format_int`,
//! `format_float` and `format_complex` apply one. How a number's digits are grouped and padded is in `Number::lay_out`.
//! The locale of type `n` is C's: no grouping, a point.

use super::TextError;
use super::buf::TextBuf;
use super::fmtfloat::{FloatFormat, float_text};
use super::predicates::decimal_value;
use super::unit::Units;
use crate::num::IntBuf;
use crate::num::complex::Complex;

/// A parsed specification. Characters stand as code points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormatSpec {
    /// Padding character.
    pub fill: u32,
    /// `<`, `>`, `=` or `^`.
    pub align: u8,
    /// `+`, `-`, space or nothing.
    pub sign: Option<u8>,
    /// `z`
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// Least width.
    pub width: Option<usize>,
    /// `,` or `_` in the integer part.
    pub grouping: Option<u8>,
    /// `,` or `_` in the fraction.
    pub fraction_grouping: Option<u8>,
    /// Digits or characters.
    pub precision: Option<usize>,
    /// Presentation type.
    pub code: Option<u32>,
}

/// A cursor over the specification.
struct Cursor<'a> {
    spec: Units<'a>,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        let i = self.at + ahead;
        // What isn't ASCII means nothing here.
        (i < self.spec.len()).then(|| u8::try_from(self.spec.get(i)).unwrap_or(0xFF))
    }

    fn take(&mut self, wanted: &[u8]) -> Option<u8> {
        let found = self.peek(0).filter(|b| wanted.contains(b))?;
        self.at += 1;
        Some(found)
    }

    fn number(&mut self) -> Result<Option<usize>, TextError> {
        let mut value = None;
        while self.at < self.spec.len()
            && let Some(digit) = decimal_value(self.spec.get(self.at))
        {
            let next = value.unwrap_or(0usize).checked_mul(10).and_then(|v| v.checked_add(digit.into()));
            let next = next.filter(|&v| v <= isize::MAX as usize);
            value = Some(next.ok_or_else(too_many_digits)?);
            self.at += 1;
        }
        Ok(value)
    }

    fn grouping(&mut self) -> Result<Option<u8>, TextError> {
        let both = || TextError::value("Cannot specify both ',' and '_'.");
        let comma = self.take(b",");
        let underscore = self.take(b"_");
        if comma.is_some() && underscore.is_some() || underscore.is_some() && self.peek(0) == Some(b',') {
            return Err(both());
        }
        Ok(comma.or(underscore))
    }
}

pub(super) fn too_many_digits() -> TextError {
    TextError::value("Too many decimal digits in format string")
}

/// `'c'` for messages; other than printable ASCII in hex.
fn shown(c: u32) -> String {
    match c {
        33..=127 => format!("'{}'", c as u8 as char),
        _ => format!("'\\x{c:x}'"),
    }
}

fn unknown_code(c: u32, type_name: &str) -> TextError {
    TextError::value(format!("Unknown format code {} for object of type '{type_name}'", shown(c)))
}

/// Parses a specification for a value of the named type, whose default alignment is `<` or `>`.
pub fn parse(spec: Units<'_>, type_name: &str, default_align: u8, default_code: Option<u32>) -> Result<FormatSpec, TextError> {
    const ALIGN: &[u8] = b"<>=^";
    let mut c = Cursor { spec, at: 0 };
    let (mut fill, mut align) = (None, None);
    if let Some(a) = c.peek(1).filter(|a| ALIGN.contains(a)) {
        (fill, align) = (Some(spec.get(0)), Some(a));
        c.at = 2;
    } else {
        align = c.take(ALIGN).or(align);
    }
    let sign = c.take(b" +-");
    let no_negative_zero = c.take(b"z").is_some();
    let alternate = c.take(b"#").is_some();
    if fill.is_none() && c.take(b"0").is_some() {
        fill = Some('0'.into());
        if default_align == b'>' {
            align = align.or(Some(b'='));
        }
    }
    let width = c.number()?;
    super::ensure_room(width.unwrap_or(0).saturating_mul(4))?;
    let grouping = c.grouping()?;
    let (mut precision, mut fraction_grouping) = (None, None);
    if c.take(b".").is_some() {
        precision = c.number()?;
        fraction_grouping = c.grouping()?;
        if precision.is_none() && fraction_grouping.is_none() {
            return Err(TextError::value("Format specifier missing precision"));
        }
    }
    if spec.len() - c.at > 1 {
        let text = spec.to_string_lossy();
        return Err(TextError::value(format!("Invalid format specifier '{text}' for object of type '{type_name}'")));
    }
    let code = if c.at < spec.len() { Some(spec.get(c.at)) } else { default_code };
    check_grouping(grouping, fraction_grouping, code)?;
    Ok(FormatSpec {
        fill: fill.unwrap_or(' '.into()),
        align: align.unwrap_or(default_align),
        sign,
        no_negative_zero,
        alternate,
        width,
        grouping,
        fraction_grouping,
        precision,
        code,
    })
}

fn check_grouping(whole: Option<u8>, fraction: Option<u8>, code: Option<u32>) -> Result<(), TextError> {
    let letter = code.map_or(0, |c| u8::try_from(c).unwrap_or(0xFF));
    let float = code.is_none() || b"efgEG%F".contains(&letter);
    let fits = |g: u8| float || letter == b'd' || g == b'_' && b"boxX".contains(&letter);
    let bad = whole.filter(|&g| !fits(g)).or(fraction.filter(|_| !float));
    match bad {
        Some(g) => Err(TextError::value(format!("Cannot specify '{}' with {}.", g as char, shown(code.unwrap_or(0))))),
        None => Ok(()),
    }
}

impl FormatSpec {
    /// Puts padding around text: `align` decides the sides, `=` counts as right.
    fn pad(&self, text: Units<'_>, out: &mut TextBuf) {
        let rest = self.width.unwrap_or(0).saturating_sub(text.len());
        let left = match self.align {
            b'<' => 0,
            b'^' => rest / 2,
            _ => rest,
        };
        out.push_repeat(self.fill, left);
        out.push_units(text);
        out.push_repeat(self.fill, rest - left);
    }

    fn letter(&self) -> u8 {
        self.code.map_or(0, |c| u8::try_from(c).unwrap_or(0xFF))
    }
}

/// `format(str, spec)`
pub fn format_str(value: Units<'_>, spec: Units<'_>, type_name: &str) -> Result<TextBuf, TextError> {
    let spec = parse(spec, type_name, b'<', Some('s'.into()))?;
    let refuse = |what: &str| Err(TextError::value(format!("{what} not allowed in string format specifier")));
    if spec.letter() != b's' {
        return Err(unknown_code(spec.code.unwrap_or(0), type_name));
    }
    match spec.sign {
        Some(b' ') => return refuse("Space"),
        Some(_) => return refuse("Sign"),
        None => {}
    }
    if spec.no_negative_zero {
        return refuse("Negative zero coercion (z)");
    }
    if spec.alternate {
        return refuse("Alternate form (#)");
    }
    if spec.align == b'=' {
        return refuse("'=' alignment");
    }
    let shown = value.slice(0, spec.precision.unwrap_or(usize::MAX).min(value.len()));
    let mut out = TextBuf::with_capacity(spec.width.unwrap_or(0).min(1 << 20));
    spec.pad(shown, &mut out);
    Ok(out)
}

/// The parts of a number's text.
#[derive(Default)]
struct Number<'a> {
    sign: Option<u8>,
    prefix: &'a str,
    digits: &'a str,
    /// With the point in front, if there is one.
    fraction: &'a str,
    /// Exponent, percent sign, `inf`, `nan`.
    tail: &'a str,
}

impl<'a> Number<'a> {
    /// Splits the text of a float without sign.
    fn split(sign: Option<u8>, text: &'a str) -> Number<'a> {
        let run = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at(run(text));
        let fraction = rest.strip_prefix('.').map_or(0, |f| 1 + run(f));
        let (fraction, tail) = rest.split_at(fraction);
        Number { sign, prefix: "", digits, fraction, tail }
    }

    fn lay_out(&self, spec: &FormatSpec, group_size: usize, out: &mut TextBuf) {
        let mut fraction = self.fraction.to_owned();
        if let Some(separator) = spec.fraction_grouping {
            fraction = group_fraction(self.fraction, separator);
        }
        let width = spec.width.unwrap_or(0);
        let others = usize::from(self.sign.is_some()) + self.prefix.len() + fraction.len() + self.tail.len();
        let least = if spec.fill == u32::from(b'0') && spec.align == b'=' { width.saturating_sub(others) } else { 0 };
        let digits = group(self.digits, spec.grouping, group_size, least);
        let rest = width.saturating_sub(others + digits.len());
        let (left, inside) = match spec.align {
            b'<' => (0, 0),
            b'^' => (rest / 2, 0),
            b'=' => (0, rest),
            _ => (rest, 0),
        };
        out.push_repeat(spec.fill, left);
        out.push_latin1(self.sign.as_slice());
        out.push_str(self.prefix);
        out.push_repeat(spec.fill, inside);
        [digits.as_str(), &fraction, self.tail].iter().for_each(|s| out.push_str(s));
        out.push_repeat(spec.fill, rest - left - inside);
    }
}

/// The digits behind the point in groups of three.
fn group_fraction(fraction: &str, separator: u8) -> String {
    let mut out = String::new();
    for (i, c) in fraction.chars().enumerate() {
        // Position 0 is the point.
        if i > 1 && i % 3 == 1 {
            out.push(separator.into());
        }
        out.push(c);
    }
    out
}

/// Digits in groups from the right, with zeros in front up to `least` characters. As in CPython, a separator is never
/// the first character, so the result may be one longer than asked for.
fn group(digits: &str, separator: Option<u8>, size: usize, least: usize) -> String {
    if digits.is_empty() {
        return String::new();
    }
    let Some(separator) = separator else {
        return format!("{}{digits}", "0".repeat(least.saturating_sub(digits.len())));
    };
    let (mut left, mut least, mut reversed) = (digits.len(), least as isize, String::new());
    loop {
        let n = size.min(left.max(least.max(0) as usize).max(1));
        let from_digits = n.min(left);
        reversed.extend(digits[left - from_digits..left].chars().rev());
        reversed.extend(std::iter::repeat_n('0', n - from_digits));
        left -= from_digits;
        least -= n as isize;
        if left == 0 && least <= 0 {
            break;
        }
        least -= 1;
        reversed.push(separator.into());
    }
    reversed.chars().rev().collect()
}

/// The sign to print: `-` for negative numbers, else what the specification asks for.
fn sign_of(negative: bool, asked: Option<u8>) -> Option<u8> {
    if negative { Some(b'-') } else { asked.filter(|&s| s != b'-') }
}

/// `format(int, spec)`; `limit` is the limit for decimal digits.
pub fn format_int(value: &IntBuf, spec: Units<'_>, type_name: &str, limit: usize) -> Result<TextBuf, TextError> {
    let spec = parse(spec, type_name, b'>', Some('d'.into()))?;
    match spec.letter() {
        b'b' | b'c' | b'd' | b'o' | b'x' | b'X' | b'n' => {}
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' => return float_by(value.to_f64()?, &spec),
        _ => return Err(unknown_code(spec.code.unwrap_or(0), type_name)),
    }
    if spec.precision.is_some() {
        return Err(TextError::value("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(TextError::value("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    let mut out = TextBuf::new();
    if spec.letter() == b'c' {
        let c = character(value, &spec)?;
        spec.pad(TextBuf::from_iter([c]).units(), &mut out);
        return Ok(out);
    }
    let base = match spec.letter() {
        b'b' => 2,
        b'o' => 8,
        b'x' | b'X' => 16,
        _ => 10,
    };
    let magnitude = value.abs();
    let mut text = if base == 10 { magnitude.to_decimal_limited(limit)? } else { magnitude.to_radix(base) };
    let mut prefix = match (spec.alternate, spec.letter()) {
        (true, b'b') => "0b",
        (true, b'o') => "0o",
        (true, b'x') => "0x",
        _ => "",
    };
    if spec.letter() == b'X' {
        text = text.to_uppercase();
        prefix = if spec.alternate { "0X" } else { "" };
    }
    let number = Number { sign: sign_of(value.is_negative(), spec.sign), prefix, digits: &text, ..Number::default() };
    number.lay_out(&spec, if base == 10 { 3 } else { 4 }, &mut out);
    Ok(out)
}

fn character(value: &IntBuf, spec: &FormatSpec) -> Result<u32, TextError> {
    if spec.sign.is_some() {
        return Err(TextError::value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(TextError::value("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let Some(word) = value.to_i64() else {
        return Err(TextError::overflow("Python int too large to convert to C long"));
    };
    let c = u32::try_from(word).ok().filter(|&c| c <= 0x10_FFFF);
    c.ok_or_else(|| TextError::overflow("%c arg not in range(0x110000)"))
}

/// `format(float, spec)`
pub fn format_float(value: f64, spec: Units<'_>, type_name: &str) -> Result<TextBuf, TextError> {
    let spec = parse(spec, type_name, b'>', None)?;
    if !matches!(spec.letter(), 0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n' | b'%') || spec.code == Some(0) {
        return Err(unknown_code(spec.code.unwrap_or(0), type_name));
    }
    float_by(value, &spec)
}

/// Checks that a precision is one that C's `int` holds.
fn checked_precision(spec: &FormatSpec) -> Result<Option<usize>, TextError> {
    match spec.precision {
        Some(p) if p > i32::MAX as usize => Err(TextError::value("precision too big")),
        p => Ok(p),
    }
}

/// The code and precision for `float_text`: without type, `repr` or (given a precision) `g`.
fn float_code(spec: &FormatSpec) -> Result<(u8, usize), TextError> {
    let precision = checked_precision(spec)?;
    Ok(match (spec.letter(), precision) {
        (0, None) => (b'r', 0),
        (0, Some(p)) => (b'g', p),
        (b'n', p) => (b'g', p.unwrap_or(6)),
        (b'%', p) => (b'f', p.unwrap_or(6)),
        (code, p) => (code, p.unwrap_or(6)),
    })
}

fn float_by(value: f64, spec: &FormatSpec) -> Result<TextBuf, TextError> {
    let (code, precision) = float_code(spec)?;
    let percent = spec.letter() == b'%';
    let value = if percent { value * 100.0 } else { value };
    let format = FloatFormat { code, precision, alternate: spec.alternate, dot_zero: spec.letter() == 0 };
    let mut text = float_text(value, format);
    if percent {
        text.push('%');
    }
    let mut out = TextBuf::new();
    signed_number(&text, spec).lay_out(spec, 3, &mut out);
    Ok(out)
}

/// Takes the sign off a float's text, and with `z` the one of a zero.
fn signed_number<'a>(text: &'a str, spec: &FormatSpec) -> Number<'a> {
    let (mut negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let mantissa = body.split(['e', 'E']).next().unwrap_or(body);
    let is_zero = mantissa.starts_with(|c: char| c.is_ascii_digit()) && !mantissa.contains(|c: char| ('1'..='9').contains(&c));
    if spec.no_negative_zero && is_zero {
        negative = false;
    }
    Number::split(sign_of(negative, spec.sign), body)
}

/// `format(complex, spec)`
pub fn format_complex(value: Complex, spec: Units<'_>, type_name: &str) -> Result<TextBuf, TextError> {
    let spec = parse(spec, type_name, b'>', None)?;
    if !matches!(spec.letter(), 0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n') || spec.code == Some(0) {
        return Err(unknown_code(spec.code.unwrap_or(0), type_name));
    }
    if spec.fill == u32::from(b'0') {
        return Err(TextError::value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == b'=' {
        return Err(TextError::value("'=' alignment flag is not allowed in complex format specifier"));
    }
    let (code, precision) = float_code(&spec)?;
    let format = FloatFormat { code, precision, alternate: spec.alternate, dot_zero: false };
    let untyped = spec.code.is_none();
    let skip_real = untyped && value.re == 0.0 && !value.re.is_sign_negative();
    let part = FormatSpec { fill: 0, align: b'<', width: None, ..spec.clone() };
    let mut text = TextBuf::new();
    if !skip_real {
        if untyped {
            text.push('('.into());
        }
        signed_number(&float_text(value.re, format), &part).lay_out(&part, 3, &mut text);
    }
    // Behind a real part the sign always shows.
    let part = FormatSpec { sign: if skip_real { part.sign } else { Some(b'+') }, ..part };
    signed_number(&float_text(value.im, format), &part).lay_out(&part, 3, &mut text);
    text.push('j'.into());
    if untyped && !skip_real {
        text.push(')'.into());
    }
    let mut out = TextBuf::new();
    spec.pad(text.units(), &mut out);
    Ok(out)
}

#[cfg(test)]
mod tests;
