//! `float.hex` and `float.fromhex`.

use super::NumError;

/// `x.hex()`
pub fn to_hex(x: f64) -> String {
    if !x.is_finite() {
        return super::float::repr(x);
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let bits = x.to_bits();
    let (fraction, biased) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7FF) as i64);
    match (biased, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", biased - 1023),
    }
}

/// The parts of a hexadecimal literal: all digits, how many of them are behind the point, the binary exponent.
struct Literal {
    digits: Vec<u8>,
    behind_point: usize,
    exponent: i64,
}

fn read(text: &str) -> Option<Literal> {
    let lower = text.to_ascii_lowercase();
    let body = lower.strip_prefix("0x").unwrap_or(&lower);
    let (mantissa, exponent) = match body.split_once('p') {
        Some((mantissa, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            // An exponent beyond 64 bits behaves as the largest ones do.
            let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
            (mantissa, if exponent.starts_with('-') { -magnitude } else { magnitude })
        }
        None => (body, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: Option<Vec<u8>> = whole.chars().chain(fraction.chars()).map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    let digits = digits.filter(|d| !d.is_empty())?;
    Some(Literal { digits, behind_point: fraction.len(), exponent })
}

/// `float.fromhex(text)`
pub fn from_hex(text: &str) -> Result<f64, NumError> {
    let text = text.trim_matches(|c: char| matches!(c, ' ' | '\t'..='\r'));
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = match body.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let invalid = || NumError::value("invalid hexadecimal floating-point string");
            value(&read(body).ok_or_else(invalid)?)?
        }
    };
    Ok(if negative { -magnitude } else { magnitude })
}

/// Rounds the literal's value to the nearest double, ties to even.
fn value(literal: &Literal) -> Result<f64, NumError> {
    // The first 60 bits, then one bit for everything behind them.
    let (mut top, mut sticky, mut dropped) = (0u64, false, 0i64);
    for &d in &literal.digits {
        if top >> 56 == 0 {
            top = top << 4 | u64::from(d);
        } else {
            sticky |= d != 0;
            dropped += 4;
        }
    }
    if top == 0 {
        return Ok(0.0);
    }
    let scale = literal.exponent.saturating_sub(4 * literal.behind_point as i64).saturating_add(dropped);
    let bits = i64::from(64 - top.leading_zeros());
    let magnitude = bits.saturating_add(scale);
    let too_large = || NumError::overflow("hexadecimal value too large to represent as a float");
    if magnitude > 1024 {
        return Err(too_large());
    }
    if magnitude < -1074 {
        return Ok(0.0);
    }
    // Bits below the last one of the result: 53 bits, fewer when it is subnormal.
    let extra = (bits - 53).max(-1074 - scale).max(0);
    let rounded = match extra {
        0 => top,
        _ => {
            let wide = u128::from(top) << 1 | u128::from(sticky);
            let (half, unit) = (1u128 << extra, 1u128 << (extra + 1));
            let (keep, rest) = (wide / unit, wide % unit);
            let up = rest > half || rest == half && keep & 1 == 1;
            ((keep + u128::from(up)) as u64) << extra
        }
    };
    let x = libm::scalbn(rounded as f64, scale as i32);
    if x.is_infinite() { Err(too_large()) } else { Ok(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (x, text) in [
            (0.0, "0x0.0p+0"),
            (-0.1, "-0x1.999999999999ap-4"),
            (1.0, "0x1.0000000000000p+0"),
            (5e-324, "0x0.0000000000001p-1022"),
            (f64::MAX, "0x1.fffffffffffffp+1023"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(to_hex(x), text);
            assert_eq!(from_hex(text), Ok(x));
        }
    }

    #[test]
    fn parses() {
        let invalid = Err("invalid hexadecimal floating-point string");
        let large = Err("hexadecimal value too large to represent as a float");
        for (text, want) in [
            (" +0x.8p1\n", Ok(1.0)),
            ("ff", Ok(255.0)),
            ("1.8", Ok(1.5)),
            ("0x1p-1074", Ok(5e-324)),
            ("0x1p-1075", Ok(0.0)),
            ("0x1.8p-1075", Ok(5e-324)),
            ("0x1.00000000000008p0", Ok(1.0)),
            ("0x1.00000000000018p0", Ok(1.0 + 2.0 * f64::EPSILON)),
            ("0x1.000000000000080000000001p0", Ok(1.0 + f64::EPSILON)),
            ("0x1.fffffffffffff7p1023", Ok(f64::MAX)),
            ("0x1.fffffffffffff8p1023", large),
            ("0x1p1024", large),
            ("0x0p99999999999999999999", Ok(0.0)),
            ("0x1p-99999999999999999999", Ok(0.0)),
            ("", invalid),
            ("0x", invalid),
            ("0x.p1", invalid),
            ("0x1p", invalid),
            ("0x1.0.0", invalid),
            ("1_0", invalid),
        ] {
            assert_eq!(from_hex(text), want.map_err(|m| if m.contains("large") { NumError::overflow(m) } else { NumError::value(m) }), "{text:?}");
        }
    }
}
