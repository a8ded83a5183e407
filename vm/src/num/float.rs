//! Operations on floats with Python's semantics: repr, parsing, rounding, division, powers, conversions.

use super::NumError;
use super::int::IntBuf;
use super::intconv::{to_ascii, without_underscores};
use crate::text::fmtfloat::{FloatFormat, float_text};
use crate::text::{ErrorKind, Units};
use std::cmp::Ordering;

/// `repr(x)`: the shortest text that reads back as the same float.
pub fn repr(x: f64) -> String {
    float_text(x, FloatFormat { code: b'r', precision: 0, alternate: false, dot_zero: true })
}

/// `float(text)`; `None` is "could not convert string to float: ...".
pub fn parse(s: Units<'_>) -> Option<f64> {
    parse_ascii(&to_ascii(s)?)
}

/// The message of a failed `float(text)`, given `repr` of the argument.
pub fn parse_error(repr: &crate::text::TextBuf) -> NumError {
    NumError::value(format!("could not convert string to float: {}", repr.to_string_lossy()))
}

/// A float literal without surrounding whitespace.
pub(super) fn parse_ascii(text: &[u8]) -> Option<f64> {
    // Underscores may only stand between digits.
    let misplaced = |i: usize| {
        let digit = |j: Option<&u8>| j.is_some_and(u8::is_ascii_digit);
        text[i] == b'_' && !(i > 0 && digit(text.get(i - 1)) && digit(text.get(i + 1)))
    };
    if text.contains(&b'_') && (0..text.len()).any(misplaced) {
        return None;
    }
    let plain = without_underscores(text)?;
    // Rust's grammar is Python's, once underscores are gone.
    std::str::from_utf8(&plain).ok()?.parse().ok()
}

/// `float.is_integer`
pub fn is_integer(x: f64) -> bool {
    x.is_finite() && x.trunc() == x
}

/// `int(x)`
pub fn to_int(x: f64) -> Result<IntBuf, NumError> {
    IntBuf::from_f64(x).ok_or_else(|| not_finite(x, "integer"))
}

fn not_finite(x: f64, target: &str) -> NumError {
    if x.is_nan() {
        NumError::value(format!("cannot convert float NaN to {target}"))
    } else {
        NumError::overflow(format!("cannot convert float infinity to {target}"))
    }
}

/// `float.as_integer_ratio`
pub fn as_integer_ratio(x: f64) -> Result<(IntBuf, IntBuf), NumError> {
    if !x.is_finite() {
        return Err(if x.is_nan() {
            NumError::value("cannot convert NaN to integer ratio")
        } else {
            NumError::overflow("cannot convert Infinity to integer ratio")
        });
    }
    let (mantissa, exponent) = libm::frexp(x);
    let numerator = (mantissa * (1u64 << 53) as f64) as i64;
    let exponent = i64::from(exponent) - 53;
    if numerator == 0 {
        return Ok((IntBuf::ZERO, IntBuf::ONE));
    }
    if exponent >= 0 {
        return Ok((IntBuf::I64(numerator).shl_bits(exponent as u64), IntBuf::ONE));
    }
    let common = i64::from(numerator.trailing_zeros()).min(-exponent);
    Ok((IntBuf::I64(numerator >> common), IntBuf::ONE.shl_bits((-exponent - common) as u64)))
}

/// `round(x)`: the nearest integer, ties to even.
pub fn round_to_int(x: f64) -> Result<IntBuf, NumError> {
    to_int(x.round_ties_even())
}

/// `round(x, ndigits)`: rounds the exact decimal value, ties to even.
pub fn round(x: f64, ndigits: i64) -> Result<f64, NumError> {
    // With so many digits a double is unchanged, with so few it is zero.
    if !x.is_finite() || ndigits > 323 {
        return Ok(x);
    }
    if ndigits < -308 {
        return Ok(0.0 * x);
    }
    let value = if ndigits >= 0 { format!("{x:.*}", ndigits as usize).parse().unwrap_or(x) } else { round_to_power(x, (-ndigits) as u64)? };
    if f64::is_infinite(value) {
        return Err(NumError::overflow("rounded value too large to represent"));
    }
    Ok(value)
}

/// Rounds to a multiple of `10 ** power`.
fn round_to_power(x: f64, power: u64) -> Result<f64, NumError> {
    let unit = IntBuf::I64(10).pow(&IntBuf::from(power))?;
    let whole = to_int(x.abs().trunc())?;
    let (quotient, rest) = whole.divmod(&unit)?;
    let up = match rest.shl_bits(1).order(&unit) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => x.fract() != 0.0 || quotient.is_odd(),
    };
    let quotient = quotient.add(&IntBuf::I64(up.into()));
    Ok(quotient.mul(&unit).to_f64().unwrap_or(f64::INFINITY).copysign(x))
}

/// `x // y` and `x % y`
pub fn divmod(x: f64, y: f64) -> Result<(f64, f64), NumError> {
    if y == 0.0 { Err(NumError::division_by_zero()) } else { Ok(divmod_nonzero(x, y)) }
}

/// Python's float `//` and `%` for a non-zero divisor.
#[inline(always)]
pub fn divmod_nonzero(a: f64, b: f64) -> (f64, f64) {
    let mut m = a % b;
    let mut d = (a - m) / b;
    if m != 0.0 {
        if (b < 0.0) != (m < 0.0) {
            m += b;
            d -= 1.0;
        }
    } else {
        m = 0f64.copysign(b);
    }
    let q = if d != 0.0 {
        let f = d.floor();
        if d - f > 0.5 { f + 1.0 } else { f }
    } else {
        0f64.copysign(a / b)
    };
    (q, m)
}

/// `x // y`
pub fn floordiv(x: f64, y: f64) -> Result<f64, NumError> {
    Ok(divmod(x, y)?.0)
}

/// `x % y`
pub fn modulo(x: f64, y: f64) -> Result<f64, NumError> {
    if y == 0.0 {
        return Err(NumError::division_by_zero());
    }
    let rest = x % y;
    Ok(match rest {
        0.0 => 0f64.copysign(y),
        _ if (y < 0.0) != (rest < 0.0) => rest + y,
        _ => rest,
    })
}

/// `x / y`
pub fn div(x: f64, y: f64) -> Result<f64, NumError> {
    if y == 0.0 { Err(NumError::division_by_zero()) } else { Ok(x / y) }
}

/// The result of `x ** y`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Power {
    /// A float.
    Real(f64),
    /// Negative base, fractional exponent: the caller takes the complex power.
    NeedsComplex,
}

/// `x ** y`
pub fn pow(x: f64, y: f64) -> Result<Power, NumError> {
    // IEEE's special cases are Python's; only zero to a negative power and results out of range are errors.
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(NumError { kind: ErrorKind::ZeroDivision, message: "zero to a negative power".into() });
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y != y.floor() {
        return Ok(Power::NeedsComplex);
    }
    let value = x.powf(y);
    if value.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(NumError::overflow("(34, 'Numerical result out of range')"));
    }
    Ok(Power::Real(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextBuf;

    #[test]
    fn parses() {
        for (text, want) in [
            ("1.5", Some(1.5)),
            (" -1e3\n", Some(-1000.0)),
            ("1_0.0_1e1_0", Some(10.01e10)),
            ("1_.0", None),
            ("1._0", None),
            ("_1", None),
            ("1__0", None),
            ("1e_1", None),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            (".", None),
            ("", None),
            ("1e", None),
            ("e5", None),
            ("Infinity", Some(f64::INFINITY)),
            ("-inf", Some(f64::NEG_INFINITY)),
            ("infin", None),
            ("in_f", None),
            ("٣.٢٥", Some(3.25)),
            ("1e400", Some(f64::INFINITY)),
            ("0x1p3", None),
            ("1 2", None),
            ("--1", None),
        ] {
            assert_eq!(parse(TextBuf::from(text).units()), want, "{text:?}");
        }
        assert!(parse(TextBuf::from("+NaN").units()).is_some_and(f64::is_nan));
        assert_eq!(parse_error(&TextBuf::from("'x'")).message, "could not convert string to float: 'x'");
    }

    #[test]
    fn rounds() {
        for (x, n, want) in [
            (2.675, 2, 2.67),
            (0.5, 0, 0.0),
            (1.5, 0, 2.0),
            (2.5, 0, 2.0),
            (25.0, -1, 20.0),
            (25.5, -1, 30.0),
            (35.0, -1, 40.0),
            (-1250.0, -2, -1200.0),
            (1e22, 5, 1e22),
            (1.0, -400, 0.0),
            (5e-324, 323, 0.0),
            (0.15, 1, 0.1),
            (5.015, 2, 5.01),
            (8e307, -308, 1e308),
            (1e16, 400, 1e16),
        ] {
            assert_eq!(round(x, n), Ok(want), "round({x}, {n})");
        }
        assert_eq!(round(1.7e308, -308).map_err(|e| e.message), Err("rounded value too large to represent".into()));
        assert!(round(-0.4, 0).is_ok_and(|x| x.is_sign_negative()));
        assert_eq!(round_to_int(2.5), Ok(IntBuf::I64(2)));
        assert_eq!(to_int(f64::NAN).map_err(|e| e.message), Err("cannot convert float NaN to integer".into()));
        assert_eq!(to_int(f64::INFINITY).map_err(|e| e.message), Err("cannot convert float infinity to integer".into()));
    }

    #[test]
    fn divides() {
        for row in DIVTABLE.lines() {
            let f: Vec<f64> = row.split(' ').map(|x| x.parse().expect("a float")).collect();
            let (q, r) = divmod(f[0], f[1]).expect("divisor is not zero");
            let bits = |x: f64| if x.is_nan() { 0 } else { x.to_bits() };
            assert_eq!((bits(q), bits(r)), (bits(f[2]), bits(f[3])), "{row}");
            assert_eq!(bits(modulo(f[0], f[1]).expect("divisor is not zero")), bits(f[3]), "{row}");
        }
        assert!(divmod(1.0, 0.0).is_err() && modulo(1.0, -0.0).is_err() && div(0.0, 0.0).is_err());
        assert_eq!(as_integer_ratio(0.75), Ok((IntBuf::I64(3), IntBuf::I64(4))));
        assert_eq!(as_integer_ratio(-1e20), Ok((IntBuf::from(-100_000_000_000_000_000_000i128), IntBuf::ONE)));
        assert_eq!(as_integer_ratio(5e-324), Ok((IntBuf::ONE, IntBuf::ONE.shl_bits(1074))));
    }

    const DIVTABLE: &str = "\
7.0 3.0 2.0 1.0\n\
-7.0 3.0 -3.0 2.0\n\
7.0 -3.0 -3.0 -2.0\n\
-7.0 -3.0 2.0 -1.0\n\
0.0 3.0 0.0 0.0\n\
-0.0 3.0 -0.0 0.0\n\
0.0 -3.0 -0.0 -0.0\n\
6.0 3.0 2.0 0.0\n\
-6.0 3.0 -2.0 0.0\n\
1.0 inf 0.0 1.0\n\
-1.0 inf -1.0 inf\n\
1.0 -inf -1.0 -inf\n\
inf 2.0 nan nan\n\
0.3 0.1 2.0 0.09999999999999998\n\
1e+300 1e-10 inf 5.476641984772742e-11\n\
-1e-20 3.0 -1.0 3.0\n\
5.0 0.1 49.0 0.09999999999999973\n\
nan 1.0 nan nan";

    #[test]
    fn powers() {
        assert_eq!(pow(2.0, 0.5), Ok(Power::Real(2f64.sqrt())));
        assert_eq!(pow(-8.0, 1.0 / 3.0), Ok(Power::NeedsComplex));
        assert_eq!(pow(-2.0, 3.0), Ok(Power::Real(-8.0)));
        assert_eq!(pow(f64::NAN, 0.0), Ok(Power::Real(1.0)));
        assert_eq!(pow(1.0, f64::NAN), Ok(Power::Real(1.0)));
        assert_eq!(pow(-1.0, f64::INFINITY), Ok(Power::Real(1.0)));
        assert_eq!(pow(f64::NEG_INFINITY, 0.5), Ok(Power::Real(f64::INFINITY)));
        assert_eq!(pow(0.0, -1.0).map_err(|e| e.kind), Err(ErrorKind::ZeroDivision));
        assert_eq!(pow(10.0, 400.0).map_err(|e| e.kind), Err(ErrorKind::Overflow));
    }
}
