//! Complex numbers: arithmetic, powers, text. A value is a pair of floats.

use super::float;
use super::hash;
use super::intconv::to_ascii;
use super::{ErrorKind, NumError};
use crate::text::Units;

/// A complex number.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

/// Makes a complex number.
pub const fn complex(re: f64, im: f64) -> Complex {
    Complex { re, im }
}

#[allow(clippy::should_implement_trait, reason = "all operations are named alike, and some fail")]
impl Complex {
    /// `a + b`
    pub fn add(self, b: Complex) -> Complex {
        complex(self.re + b.re, self.im + b.im)
    }

    /// `a - b`
    pub fn sub(self, b: Complex) -> Complex {
        complex(self.re - b.re, self.im - b.im)
    }

    /// `-a`
    pub fn neg(self) -> Complex {
        complex(-self.re, -self.im)
    }

    /// `a * b`, recovering infinities as C's Annex G does.
    pub fn mul(self, z: Complex) -> Complex {
        let (mut a, mut b, mut c, mut d) = (self.re, self.im, z.re, z.im);
        let product = complex(a * c - b * d, a * d + b * c);
        if !(product.re.is_nan() && product.im.is_nan()) {
            return product;
        }
        let unit = |x: f64| {
            if x.is_infinite() { 1f64.copysign(x) } else { 0f64.copysign(x) }
        };
        let zeroed = |x: f64| if x.is_nan() { 0f64.copysign(x) } else { x };
        let mut recover = false;
        if a.is_infinite() || b.is_infinite() {
            (a, b, c, d) = (unit(a), unit(b), zeroed(c), zeroed(d));
            recover = true;
        }
        if c.is_infinite() || d.is_infinite() {
            (c, d, a, b) = (unit(c), unit(d), zeroed(a), zeroed(b));
            recover = true;
        }
        let partial = [self.re * z.re, self.im * z.im, self.re * z.im, self.im * z.re];
        if !recover && partial.iter().any(|p| p.is_infinite()) {
            (a, b, c, d) = (zeroed(a), zeroed(b), zeroed(c), zeroed(d));
            recover = true;
        }
        if !recover {
            return product;
        }
        complex(f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c))
    }

    /// `a / b` by Smith's method.
    pub fn div(self, b: Complex) -> Result<Complex, NumError> {
        let (abs_re, abs_im) = (b.re.abs(), b.im.abs());
        if abs_re == 0.0 && abs_im == 0.0 {
            return Err(NumError::division_by_zero());
        }
        let mut quotient = if abs_re >= abs_im {
            let ratio = b.im / b.re;
            let denominator = b.re + b.im * ratio;
            complex((self.re + self.im * ratio) / denominator, (self.im - self.re * ratio) / denominator)
        } else if abs_im >= abs_re {
            let ratio = b.re / b.im;
            let denominator = b.re * ratio + b.im;
            complex((self.re * ratio + self.im) / denominator, (self.im * ratio - self.re) / denominator)
        } else {
            // One part of the divisor is nan.
            complex(f64::NAN, f64::NAN)
        };
        if quotient.re.is_nan() && quotient.im.is_nan() {
            quotient = self.div_recover(b, quotient);
        }
        Ok(quotient)
    }

    /// Recovers infinities and zeros where the quotient became nan.
    fn div_recover(self, b: Complex, quotient: Complex) -> Complex {
        let finite = |z: Complex| z.re.is_finite() && z.im.is_finite();
        let unit = |x: f64| {
            if x.is_infinite() { 1f64.copysign(x) } else { 0f64.copysign(x) }
        };
        if (self.re.is_infinite() || self.im.is_infinite()) && finite(b) {
            let (x, y) = (unit(self.re), unit(self.im));
            return complex(f64::INFINITY * (x * b.re + y * b.im), f64::INFINITY * (y * b.re - x * b.im));
        }
        if (b.re.is_infinite() || b.im.is_infinite()) && finite(self) {
            let (x, y) = (unit(b.re), unit(b.im));
            return complex(0.0 * (self.re * x + self.im * y), 0.0 * (self.im * x - self.re * y));
        }
        quotient
    }

    /// `abs(a)`
    pub fn abs(self) -> Result<f64, NumError> {
        let size = libm::hypot(self.re, self.im);
        if size.is_infinite() && self.re.is_finite() && self.im.is_finite() {
            return Err(NumError::overflow("absolute value too large"));
        }
        Ok(size)
    }

    /// `a ** b`
    pub fn pow(self, b: Complex) -> Result<Complex, NumError> {
        let result = if b.re == 0.0 && b.im == 0.0 {
            complex(1.0, 0.0)
        } else if b.im == 0.0 && b.re == b.re.floor() && b.re.abs() <= 100.0 {
            self.pow_int(b.re as i64)?
        } else if self.re == 0.0 && self.im == 0.0 {
            if b.im != 0.0 || b.re < 0.0 {
                return Err(zero_power());
            }
            complex(0.0, 0.0)
        } else {
            let size = libm::hypot(self.re, self.im);
            let mut length = size.powf(b.re);
            let angle = self.im.atan2(self.re);
            let mut phase = angle * b.re;
            if b.im != 0.0 {
                length *= (-angle * b.im).exp();
                phase += b.im * size.ln();
            }
            complex(length * phase.cos(), length * phase.sin())
        };
        let finite = |z: Complex| z.re.is_finite() && z.im.is_finite();
        if finite(self) && finite(b) && !finite(result) {
            return Err(NumError::overflow("complex exponentiation"));
        }
        Ok(result)
    }

    /// By repeated squaring.
    fn pow_int(self, n: i64) -> Result<Complex, NumError> {
        if n < 0 {
            let power = self.pow_int(-n)?;
            return complex(1.0, 0.0).div(power).map_err(|_| zero_power());
        }
        let (mut result, mut base, mut n) = (complex(1.0, 0.0), self, n);
        while n > 0 {
            if n & 1 == 1 {
                result = result.mul(base);
            }
            base = base.mul(base);
            n >>= 1;
        }
        Ok(result)
    }

    /// `repr(a)`
    pub fn repr(self) -> String {
        let short = |x: f64| float::repr(x).trim_end_matches(".0").to_owned();
        if self.re == 0.0 && !self.re.is_sign_negative() {
            return format!("{}j", short(self.im));
        }
        let sign = if self.im.is_sign_negative() && !self.im.is_nan() { "" } else { "+" };
        format!("({}{sign}{}j)", short(self.re), short(self.im))
    }

    /// `hash(a)`
    pub fn hash(self, nan_hash: i64) -> i64 {
        let (re, im) = (hash::float(self.re, nan_hash), hash::float(self.im, nan_hash));
        match re.wrapping_add(im.wrapping_mul(hash::IMAG)) {
            -1 => -2,
            h => h,
        }
    }
}

fn zero_power() -> NumError {
    NumError { kind: ErrorKind::ZeroDivision, message: "zero to a negative or complex power".into() }
}

/// `complex(text)`; `None` is "complex() arg is a malformed string".
pub fn parse(s: Units<'_>) -> Option<Complex> {
    let ascii = to_ascii(s)?;
    let mut text = ascii.as_slice();
    // One pair of parentheses, with whitespace around and inside.
    if let [b'(', inner @ .., b')'] = text {
        text = inner.trim_ascii();
    }
    let (first, rest) = number(text);
    match (first, rest) {
        (Some(re), []) => Some(complex(re, 0.0)),
        (Some(im), [b'j' | b'J']) => Some(complex(0.0, im)),
        (Some(re), [b'+' | b'-', ..]) => {
            let (im, rest) = signed_unit(rest);
            matches!(rest, [b'j' | b'J']).then_some(complex(re, im?))
        }
        (None, _) => {
            let (im, rest) = signed_unit(text);
            matches!(rest, [b'j' | b'J']).then_some(complex(0.0, im?))
        }
        _ => None,
    }
}

/// A number, or a sign alone (or nothing) for one.
fn signed_unit(text: &[u8]) -> (Option<f64>, &[u8]) {
    match (number(text), text) {
        ((Some(x), rest), _) => (Some(x), rest),
        (_, [b'+', rest @ ..]) => (Some(1.0), rest),
        (_, [b'-', rest @ ..]) => (Some(-1.0), rest),
        _ => (Some(1.0), text),
    }
}

/// The longest float at the start of `text`, and the rest.
fn number(text: &[u8]) -> (Option<f64>, &[u8]) {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let word = |w: &str| text.get(sign..sign + w.len()).is_some_and(|t| t.eq_ignore_ascii_case(w.as_bytes()));
    let end = if let Some(w) = ["infinity", "inf", "nan"].into_iter().find(|w| word(w)) {
        sign + w.len()
    } else {
        let run = |from: usize| from + text[from..].iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
        let mut end = run(sign);
        if text.get(end) == Some(&b'.') {
            end = run(end + 1);
        }
        if end > sign && matches!(text.get(end), Some(b'e' | b'E')) {
            let digits = end + 1 + usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
            if text.get(digits).is_some_and(u8::is_ascii_digit) {
                end = run(digits);
            }
        }
        end
    };
    match float::parse_ascii(&text[..end]) {
        Some(x) => (Some(x), &text[end..]),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextBuf;

    #[test]
    fn text() {
        for (source, want) in [
            ("1+2j", Some("(1+2j)")),
            (" ( 1.5-.5J ) ", Some("(1.5-0.5j)")),
            ("j", Some("1j")),
            ("-j", Some("-1j")),
            ("1-j", Some("(1-1j)")),
            ("3", Some("(3+0j)")),
            ("-0j", Some("-0j")),
            ("1e3j", Some("1000j")),
            ("nan-infj", Some("(nan-infj)")),
            ("-0.0", Some("(-0+0j)")),
            ("1e300+1e-300j", Some("(1e+300+1e-300j)")),
            ("1_0+1_0j", Some("(10+10j)")),
            ("", None),
            ("1+", None),
            ("1+2", None),
            ("1 + 2j", None),
            ("(1", None),
            ("1jj", None),
            ("1+2j3", None),
        ] {
            assert_eq!(parse(TextBuf::from(source).units()).map(Complex::repr).as_deref(), want, "{source:?}");
        }
    }

    #[test]
    fn arithmetic() {
        let (a, b) = (complex(1.0, 2.0), complex(-3.0, 0.5));
        assert_eq!(a.mul(b), complex(-4.0, -5.5));
        assert_eq!(a.div(b), Ok(complex(-0.21621621621621623, -0.7027027027027026)));
        assert!(a.div(complex(0.0, 0.0)).is_err());
        assert_eq!(a.pow(complex(3.0, 0.0)), Ok(complex(-11.0, -2.0)));
        assert_eq!(a.pow(complex(-1.0, 0.0)), Ok(complex(0.2, -0.4)));
        assert_eq!(complex(0.0, 0.0).pow(complex(-1.0, 0.0)).map_err(|e| e.message), Err("zero to a negative or complex power".into()));
        assert!(complex(1e200, 1e200).pow(complex(2.0, 0.0)).is_err());
        assert_eq!(complex(f64::INFINITY, 1.0).mul(complex(0.0, 1.0)).im, f64::INFINITY);
        assert_eq!(complex(3.0, 4.0).abs(), Ok(5.0));
        assert_eq!((a.hash(0), complex(0.0, -1.0).hash(0), complex(0.5, 0.25).hash(0)), (2000007, -2000006, 2882303761517117440));
    }
}
