//! The gamma function and its logarithm by Lanczos' approximation, with CPython's coefficients and order of operations.
//!
//! The approximation is `sum(x) * exp(-y) * y**(x - 0.5)` with `y = x + G - 0.5` and a rational `sum` of degree 12;
//! negative arguments go through the reflection formula. Errors stay below about 20 ulp.

#![allow(clippy::excessive_precision, reason = "the published coefficients, which round to the doubles that CPython uses")]

use std::f64::consts::PI;

use super::statmath::MathError;

const G: f64 = 6.024680040776729583740234375;
const G_MINUS_HALF: f64 = 5.524680040776729583740234375;
/// ln(pi)
const LOG_PI: f64 = 1.144729885849400174143427351353058711647;

/// (numerator, denominator) coefficients, lowest power first.
const SUM: [(f64, f64); 13] = [
    (23531376880.41075968857200767445163675473, 0.0),
    (42919803642.64909876895789904700198885093, 39916800.0),
    (35711959237.35566804944018545154716670596, 120543840.0),
    (17921034426.03720969991975575445893111267, 150917976.0),
    (6039542586.352028005064291644307297921070, 105258076.0),
    (1439720407.311721673663223072794912393972, 45995730.0),
    (248874557.8620541565114603864132294232163, 13339535.0),
    (31426415.58540019438061423162831820536287, 2637558.0),
    (2876370.628935372441225409051620849613599, 357423.0),
    (186056.2653952234950402949897160456992822, 32670.0),
    (8071.672002365816210638002902272250613822, 1925.0),
    (210.8242777515793458725097339207133627117, 66.0),
    (2.506628274631000270164908177133837338626, 1.0),
];

fn lanczos_sum(x: f64) -> f64 {
    // Powers of 1/x for large x: no overflow.
    let (mut num, mut den) = (0.0, 0.0);
    if x < 5.0 {
        for (n, d) in SUM.iter().rev() {
            (num, den) = (num * x + n, den * x + d);
        }
    } else {
        for (n, d) in &SUM {
            (num, den) = (num / x + n, den / x + d);
        }
    }
    num / den
}

/// `sin(pi * x)` without the error of multiplying first.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * r
}

fn in_range(x: f64) -> Result<f64, MathError> {
    if x.is_infinite() { Err(MathError::Range) } else { Ok(x) }
}

/// `math.gamma`.
pub fn gamma(x: f64) -> Result<f64, MathError> {
    if !x.is_finite() {
        return if x.is_nan() || x > 0.0 { Ok(x) } else { Err(MathError::Domain) };
    }
    if x == 0.0 {
        return Err(MathError::Domain);
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(MathError::Domain);
        }
        // Factorials that are exact in a double.
        if x <= 23.0 {
            return Ok((1..x as u64).map(|i| i as f64).product());
        }
    }
    let a = x.abs();
    if a < 1e-20 {
        return in_range(1.0 / x);
    }
    if a > 200.0 {
        return if x < 0.0 { Ok(0.0 / sin_pi(x)) } else { Err(MathError::Range) };
    }
    let y = a + G_MINUS_HALF;
    // What rounding `y` lost, as a relative correction.
    let lost = if a > G_MINUS_HALF { (y - a) - G_MINUS_HALF } else { (y - G_MINUS_HALF) - a };
    let z = lost * G / y;
    let r = if x < 0.0 {
        let r = -PI / sin_pi(a) / a * y.exp() / lanczos_sum(a);
        let r = r - z * r;
        if a < 140.0 {
            r / y.powf(a - 0.5)
        } else {
            let root = y.powf(a / 2.0 - 0.25);
            r / root / root
        }
    } else {
        let r = lanczos_sum(a) / y.exp();
        let r = r + z * r;
        if a < 140.0 {
            r * y.powf(a - 0.5)
        } else {
            let root = y.powf(a / 2.0 - 0.25);
            r * root * root
        }
    };
    in_range(r)
}

/// `math.lgamma`: the logarithm of the gamma function's absolute value.
pub fn lgamma(x: f64) -> Result<f64, MathError> {
    if x.is_nan() {
        return Ok(x);
    }
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(MathError::Domain) } else { Ok(0.0) };
    }
    let a = x.abs();
    if a < 1e-20 {
        return Ok(-a.ln());
    }
    let mut r = lanczos_sum(a).ln() - G;
    r += (a - 0.5) * ((a + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        r = LOG_PI - sin_pi(a).abs().ln() - a.ln() - r;
    }
    in_range(r)
}
