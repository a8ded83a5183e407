//! Elementary functions of complex numbers: algorithms after Kahan's "Branch Cuts for Complex Elementary Functions" and
//! Hull, Fairgrieve and Tang, and the special values of C99's Annex G.
//!
//! Every function `f` here satisfies `f(conj z) = conj f(z)`, and most are odd or even. Special values (an argument with
//! an infinity or a NaN) are therefore written for the quadrant `re >= 0, im >= 0` where there is such a symmetry, else for
//! the half plane `im >= 0`, and `mirrored` carries them over. A finite argument never reaches them.

use super::clib::inverse_sinh;
use super::statmath::MathError;
use std::f64::consts::{E, FRAC_PI_2, FRAC_PI_4, LN_2, LN_10, PI};
use vm::num::complex::{Complex, complex};

/// A result or the reason why there is none.
pub type Answer = Result<Complex, MathError>;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
/// Beyond it, sums of two magnitudes may overflow.
const LARGE: f64 = f64::MAX / 4.0;
/// The smallest normal number.
const TINY: f64 = f64::MIN_POSITIVE;
/// Multiplying by it makes any subnormal normal.
const SCALE_UP: f64 = (1u64 << 53) as f64;

/// `exp` of anything up to it, times four, doesn't overflow.
fn log_large() -> f64 {
    LARGE.ln()
}

fn hypot(x: f64, y: f64) -> f64 {
    f64::hypot(x, y)
}

fn is_finite(z: Complex) -> bool {
    z.re.is_finite() && z.im.is_finite()
}

/// A value for a number that overflowed on the way.
fn bounded(z: Complex) -> Answer {
    if z.re.is_infinite() || z.im.is_infinite() { Err(MathError::Range) } else { Ok(z) }
}

/// How the value in one quadrant gives the others.
#[derive(Clone, Copy, PartialEq)]
enum Parity {
    /// `f(-z) = f(z)`
    Even,
    /// `f(-z) = -f(z)`
    Odd,
    /// The rules tell negative real parts apart themselves.
    Neither,
}

/// Applies rules for `im >= 0` (and `re >= 0` for odd and even functions) to any argument.
fn mirrored(z: Complex, parity: Parity, rules: impl Fn(f64, f64) -> Complex) -> Complex {
    let turned = z.re.is_sign_negative() && !z.re.is_nan() && parity != Parity::Neither;
    // Turning by 180 degrees changes both signs.
    let z = if turned { z.neg() } else { z };
    let below = z.im.is_sign_negative() && !z.im.is_nan();
    let r = rules(z.re, z.im.abs());
    let r = if below { complex(r.re, -r.im) } else { r };
    if turned && parity == Parity::Odd { r.neg() } else { r }
}

/// `size * (cos angle + i sin angle)` where `size` is infinite or zero: only the signs count.
fn cis(size: f64, angle: f64) -> Complex {
    if angle == 0.0 {
        return complex(size, angle);
    }
    complex(size.copysign(angle.cos()), size.copysign(angle.sin()))
}

/// `f(z)` through a function `g` with `f(z) = -i g(i z)`.
fn rotated(z: Complex, g: fn(Complex) -> Answer) -> Answer {
    let r = g(complex(-z.im, z.re))?;
    Ok(complex(r.im, -r.re))
}

/// Half of the logarithm's argument keeps the magnitude of huge numbers from overflowing.
fn log_of_large(z: Complex) -> f64 {
    hypot(z.re / 2.0, z.im / 2.0).ln()
}

/// Square root, in the right half plane.
pub fn sqrt(z: Complex) -> Answer {
    if !is_finite(z) {
        return Ok(mirrored(z, Parity::Neither, |x, y| match (x, y) {
            (_, INF) => complex(INF, INF),
            (f64::NEG_INFINITY, y) => complex(if y.is_nan() { NAN } else { 0.0 }, INF),
            (INF, y) => complex(INF, if y.is_nan() { NAN } else { 0.0 }),
            _ => complex(NAN, NAN),
        }));
    }
    if z.re == 0.0 && z.im == 0.0 {
        return Ok(complex(0.0, z.im));
    }
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let s = if ax < TINY && ay < TINY {
        // Subnormal: work 2^54 higher, whose root is 2^27.
        let up = SCALE_UP * 2.0;
        ((ax * up + hypot(ax * up, ay * up)) / 2.0).sqrt() / (1u64 << 27) as f64
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + hypot(ax, ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    Ok(if z.re >= 0.0 { complex(s, d.copysign(z.im)) } else { complex(d, s.copysign(z.im)) })
}

fn is_large(z: Complex) -> bool {
    z.re.abs() > LARGE || z.im.abs() > LARGE
}

/// Arc cosine.
pub fn acos(z: Complex) -> Answer {
    if !is_finite(z) {
        return Ok(mirrored(z, Parity::Neither, |x, y| match (x, y) {
            (f64::NEG_INFINITY, INF) => complex(3.0 * FRAC_PI_4, -INF),
            (INF, INF) => complex(FRAC_PI_4, -INF),
            (x, INF) => complex(if x.is_nan() { NAN } else { FRAC_PI_2 }, -INF),
            (x, y) if x.is_infinite() && y.is_nan() => complex(NAN, INF),
            (f64::NEG_INFINITY, _) => complex(PI, -INF),
            (INF, _) => complex(0.0, -INF),
            (0.0, _) => complex(FRAC_PI_2, NAN),
            _ => complex(NAN, NAN),
        }));
    }
    if is_large(z) {
        let size = log_of_large(z) + LN_2 * 2.0;
        return Ok(complex(z.im.abs().atan2(z.re), size.copysign(-z.im)));
    }
    let (s, t) = (sqrt(complex(1.0 - z.re, -z.im))?, sqrt(complex(1.0 + z.re, z.im))?);
    Ok(complex(2.0 * s.re.atan2(t.re), inverse_sinh(t.re * s.im - t.im * s.re)))
}

/// Inverse hyperbolic cosine.
pub fn acosh(z: Complex) -> Answer {
    if !is_finite(z) {
        return Ok(mirrored(z, Parity::Neither, |x, y| match (x, y) {
            (f64::NEG_INFINITY, INF) => complex(INF, 3.0 * FRAC_PI_4),
            (INF, INF) => complex(INF, FRAC_PI_4),
            (x, INF) => complex(INF, if x.is_nan() { NAN } else { FRAC_PI_2 }),
            (x, y) if x.is_infinite() && y.is_nan() => complex(INF, NAN),
            (f64::NEG_INFINITY, _) => complex(INF, PI),
            (INF, _) => complex(INF, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    if is_large(z) {
        return Ok(complex(log_of_large(z) + LN_2 * 2.0, z.im.atan2(z.re)));
    }
    let (s, t) = (sqrt(complex(z.re - 1.0, z.im))?, sqrt(complex(z.re + 1.0, z.im))?);
    Ok(complex(inverse_sinh(s.re * t.re + s.im * t.im), 2.0 * s.im.atan2(t.re)))
}

/// Arc sine.
pub fn asin(z: Complex) -> Answer {
    rotated(z, asinh)
}

/// Inverse hyperbolic sine.
pub fn asinh(z: Complex) -> Answer {
    if !is_finite(z) {
        return Ok(mirrored(z, Parity::Odd, |x, y| match (x, y) {
            (INF, INF) => complex(INF, FRAC_PI_4),
            (x, INF) => complex(INF, if x.is_nan() { NAN } else { FRAC_PI_2 }),
            (INF, y) => complex(INF, if y.is_nan() { NAN } else { 0.0 }),
            (_, 0.0) => complex(NAN, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    if is_large(z) {
        let size = log_of_large(z) + LN_2 * 2.0;
        return Ok(complex(size.copysign(z.re), z.im.atan2(z.re.abs())));
    }
    let (s, t) = (sqrt(complex(1.0 + z.im, -z.re))?, sqrt(complex(1.0 - z.im, z.re))?);
    Ok(complex(inverse_sinh(s.re * t.im - t.re * s.im), z.im.atan2(s.re * t.re - s.im * t.im)))
}

/// Arc tangent.
pub fn atan(z: Complex) -> Answer {
    rotated(z, atanh)
}

/// Inverse hyperbolic tangent.
pub fn atanh(z: Complex) -> Answer {
    if !is_finite(z) {
        return Ok(mirrored(z, Parity::Odd, |x, y| match (x, y) {
            (_, INF) => complex(0.0, FRAC_PI_2),
            (INF, y) => complex(0.0, if y.is_nan() { NAN } else { FRAC_PI_2 }),
            (0.0, _) => complex(0.0, NAN),
            _ => complex(NAN, NAN),
        }));
    }
    if z.re.is_sign_negative() {
        return atanh(z.neg()).map(Complex::neg);
    }
    let ay = z.im.abs();
    let far = LARGE.sqrt();
    if z.re > far || ay > far {
        // 1/z without overflow: the real part may vanish, the imaginary one is a quarter turn.
        let h = hypot(z.re / 2.0, z.im / 2.0);
        return Ok(complex(z.re / 4.0 / h / h, FRAC_PI_2.copysign(z.im)));
    }
    if z.re == 1.0 && ay < TINY.sqrt() {
        if ay == 0.0 {
            return Err(MathError::Domain);
        }
        let re = -(ay.sqrt() / hypot(ay, 2.0).sqrt()).ln();
        return Ok(complex(re, (2f64.atan2(-ay) / 2.0).copysign(z.im)));
    }
    let d = 1.0 - z.re;
    let re = (4.0 * z.re / (d * d + ay * ay)).ln_1p() / 4.0;
    Ok(complex(re, -(-2.0 * z.im).atan2(d * (1.0 + z.re) - ay * ay) / 2.0))
}

/// Cosine.
pub fn cos(z: Complex) -> Answer {
    cosh(complex(-z.im, z.re))
}

/// Hyperbolic cosine.
pub fn cosh(z: Complex) -> Answer {
    if !is_finite(z) {
        if z.im.is_infinite() && !z.re.is_nan() {
            return Err(MathError::Domain);
        }
        return Ok(mirrored(z, Parity::Even, |x, y| match (x, y) {
            (INF, y) if y.is_finite() => cis(INF, y),
            (INF, _) => complex(INF, NAN),
            (0.0, _) | (_, 0.0) => complex(NAN, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    if z.re.abs() > log_large() {
        let x = z.re - 1f64.copysign(z.re);
        return bounded(complex(z.im.cos() * x.cosh() * E, z.im.sin() * x.sinh() * E));
    }
    bounded(complex(z.im.cos() * z.re.cosh(), z.im.sin() * z.re.sinh()))
}

/// e to the power of z.
pub fn exp(z: Complex) -> Answer {
    if !is_finite(z) {
        if z.im.is_infinite() && (z.re.is_finite() || z.re == INF) {
            return Err(MathError::Domain);
        }
        return Ok(mirrored(z, Parity::Neither, |x, y| match (x, y) {
            (f64::NEG_INFINITY, y) => {
                if y.is_finite() {
                    cis(0.0, y)
                } else {
                    complex(0.0, 0.0)
                }
            }
            (INF, y) => {
                if y.is_finite() {
                    cis(INF, y)
                } else {
                    complex(INF, NAN)
                }
            }
            (_, 0.0) => complex(NAN, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    if z.re > log_large() {
        let size = (z.re - 1.0).exp();
        return bounded(complex(size * z.im.cos() * E, size * z.im.sin() * E));
    }
    let size = z.re.exp();
    bounded(complex(size * z.im.cos(), size * z.im.sin()))
}

/// Natural logarithm.
pub fn log(z: Complex) -> Answer {
    if !is_finite(z) {
        return Ok(mirrored(z, Parity::Neither, |x, y| match (x, y) {
            (f64::NEG_INFINITY, INF) => complex(INF, 3.0 * FRAC_PI_4),
            (INF, INF) => complex(INF, FRAC_PI_4),
            (x, INF) => complex(INF, if x.is_nan() { NAN } else { FRAC_PI_2 }),
            (x, y) if x.is_infinite() && y.is_nan() => complex(INF, NAN),
            (f64::NEG_INFINITY, _) => complex(INF, PI),
            (INF, _) => complex(INF, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let re = if ax > LARGE || ay > LARGE {
        log_of_large(z) + LN_2
    } else if ax < TINY && ay < TINY {
        if ax == 0.0 && ay == 0.0 {
            return Err(MathError::Domain);
        }
        hypot(ax * SCALE_UP, ay * SCALE_UP).ln() - 53.0 * LN_2
    } else {
        let h = hypot(ax, ay);
        if (0.71..=1.73).contains(&h) {
            // Near the unit circle the logarithm is small: |z|^2 - 1 without cancellation.
            let (large, small) = (ax.max(ay), ax.min(ay));
            ((large - 1.0) * (large + 1.0) + small * small).ln_1p() / 2.0
        } else {
            h.ln()
        }
    };
    Ok(complex(re, z.im.atan2(z.re)))
}

/// Logarithm to base ten.
pub fn log10(z: Complex) -> Answer {
    let r = log(z)?;
    Ok(complex(r.re / LN_10, r.im / LN_10))
}

/// Sine.
pub fn sin(z: Complex) -> Answer {
    rotated(z, sinh)
}

/// Hyperbolic sine.
pub fn sinh(z: Complex) -> Answer {
    if !is_finite(z) {
        if z.im.is_infinite() && !z.re.is_nan() {
            return Err(MathError::Domain);
        }
        return Ok(mirrored(z, Parity::Odd, |x, y| match (x, y) {
            (INF, y) if y.is_finite() => cis(INF, y),
            (INF, _) => complex(INF, NAN),
            (0.0, _) => complex(0.0, NAN),
            (_, 0.0) => complex(NAN, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    if z.re.abs() > log_large() {
        let x = z.re - 1f64.copysign(z.re);
        return bounded(complex(z.im.cos() * x.sinh() * E, z.im.sin() * x.cosh() * E));
    }
    bounded(complex(z.im.cos() * z.re.sinh(), z.im.sin() * z.re.cosh()))
}

/// Tangent.
pub fn tan(z: Complex) -> Answer {
    rotated(z, tanh)
}

/// Hyperbolic tangent.
pub fn tanh(z: Complex) -> Answer {
    if !is_finite(z) {
        if z.im.is_infinite() && z.re.is_finite() {
            return Err(MathError::Domain);
        }
        return Ok(mirrored(z, Parity::Odd, |x, y| match (x, y) {
            (INF, y) if y.is_finite() && y != 0.0 => complex(1.0, 0f64.copysign(2.0 * y.sin() * y.cos())),
            (INF, _) => complex(1.0, 0.0),
            (_, 0.0) => complex(NAN, 0.0),
            _ => complex(NAN, NAN),
        }));
    }
    if z.re.abs() > log_large() {
        let im = 4.0 * z.im.sin() * z.im.cos() * (-2.0 * z.re.abs()).exp();
        return Ok(complex(1f64.copysign(z.re), im));
    }
    let (x, y, c) = (z.re.tanh(), z.im.tan(), 1.0 / z.re.cosh());
    let xy = x * y;
    let d = 1.0 + xy * xy;
    Ok(complex(x * (1.0 + y * y) / d, y / d * c * c))
}

/// The number with this magnitude and angle.
pub fn rect(r: f64, angle: f64) -> Answer {
    if !r.is_finite() || !angle.is_finite() {
        if angle.is_infinite() && r != 0.0 && !r.is_nan() {
            return Err(MathError::Domain);
        }
        let z = mirrored(complex(r.abs(), angle), Parity::Neither, |r, y| match (r, y) {
            (0.0, _) => complex(0.0, 0.0),
            (INF, y) if y.is_finite() => cis(INF, y),
            (INF, _) => complex(INF, NAN),
            (_, 0.0) => complex(NAN, 0.0),
            _ => complex(NAN, NAN),
        });
        return Ok(if r < 0.0 { z.neg() } else { z });
    }
    // A zero angle keeps its sign.
    Ok(if angle == 0.0 { complex(r, r * angle) } else { complex(r * angle.cos(), r * angle.sin()) })
}

/// Are the two numbers as close as the tolerances want? They must not be negative.
pub fn isclose(a: Complex, b: Complex, relative: f64, absolute: f64) -> bool {
    if a == b {
        return true;
    }
    let infinite = |z: Complex| z.re.is_infinite() || z.im.is_infinite();
    if infinite(a) || infinite(b) {
        return false;
    }
    let size = |z: Complex| hypot(z.re, z.im);
    let apart = size(a.sub(b));
    apart <= relative * size(b) || apart <= relative * size(a) || apart <= absolute
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(z: Answer, re: f64, im: f64) {
        let z = z.expect("no error");
        assert!((z.re - re).abs() < 1e-14 && (z.im - im).abs() < 1e-14, "{z:?} is not {re}+{im}i");
    }

    #[test]
    fn ordinary_values() {
        near(sqrt(complex(3.0, 4.0)), 2.0, 1.0);
        near(sqrt(complex(-4.0, -0.0)), 0.0, -2.0);
        near(exp(complex(0.0, PI)), -1.0, 0.0);
        near(log(complex(-1.0, 0.0)), 0.0, PI);
        near(tanh(complex(0.5, 0.0)), 0.5f64.tanh(), 0.0);
        near(asin(complex(2.0, 0.0)), FRAC_PI_2, 1.3169578969248166);
        near(atan(complex(0.5, 0.25)), 0.4842544903299662, 0.20058661813123432);
    }

    #[test]
    fn special_values() {
        let z = tanh(complex(-INF, 1.0)).expect("no error");
        assert_eq!((z.re, z.im.is_sign_negative()), (-1.0, false));
        assert!(matches!(exp(complex(1.0, INF)), Err(MathError::Domain)));
        assert!(matches!(exp(complex(710.0, 1.0)), Err(MathError::Range)));
        assert!(matches!(log(complex(0.0, 0.0)), Err(MathError::Domain)));
    }
}
