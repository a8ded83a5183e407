//! Float functions of the `math` module that are more than one call: exact sums, norms, neighbours.
//!
//! Results agree with CPython's to the last bit, since `statistics` and people's tests rely on it: the same error-free
//! transformations in the same order. Errors are the two kinds of the C standard; the caller knows the texts.

pub use super::clib::{error_function as erf, error_function_complement as erfc};
pub use super::gamma::{gamma, lgamma};

/// How a function fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathError {
    /// `ValueError`: no result for this argument.
    Domain,
    /// `OverflowError`: the result is too large.
    Range,
}

/// A rounded result and what rounding lost.
#[derive(Clone, Copy)]
struct Double {
    hi: f64,
    lo: f64,
}

/// Exact sum; no condition on the magnitudes.
fn two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    let z = hi - a;
    Double { hi, lo: (a - (hi - z)) + (b - z) }
}

/// Exact sum when `|a| >= |b|`.
fn fast_two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    Double { hi, lo: (a - hi) + b }
}

/// Exact product.
fn two_product(a: f64, b: f64) -> Double {
    let hi = a * b;
    Double { hi, lo: a.mul_add(b, -hi) }
}

/// Why `fsum` fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FsumError {
    /// `OverflowError("intermediate overflow in fsum")`
    Overflow,
    /// `ValueError("-inf + inf in fsum")`
    Infinities,
}

/// `math.fsum`: the correctly rounded sum, kept as non-overlapping partial sums of increasing magnitude.
#[derive(Debug, Default)]
pub struct Fsum {
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
}

impl Fsum {
    /// Adds one summand.
    pub fn add(&mut self, value: f64) -> Result<(), FsumError> {
        let mut x = value;
        let mut kept = 0;
        for j in 0..self.partials.len() {
            let y = self.partials[j];
            let s = if x.abs() < y.abs() { fast_partial(y, x) } else { fast_partial(x, y) };
            if s.lo != 0.0 {
                self.partials[kept] = s.lo;
                kept += 1;
            }
            x = s.hi;
        }
        self.partials.truncate(kept);
        if x.is_finite() {
            if x != 0.0 {
                self.partials.push(x);
            }
            return Ok(());
        }
        if value.is_finite() {
            return Err(FsumError::Overflow);
        }
        if value.is_infinite() {
            self.infinities += value;
        }
        self.special += value;
        self.partials.clear();
        Ok(())
    }

    /// The sum.
    pub fn finish(mut self) -> Result<f64, FsumError> {
        if self.special != 0.0 {
            return if self.infinities.is_nan() { Err(FsumError::Infinities) } else { Ok(self.special) };
        }
        let Some(mut hi) = self.partials.pop() else {
            return Ok(0.0);
        };
        let mut lo = 0.0;
        while let Some(y) = self.partials.pop() {
            let s = fast_partial(hi, y);
            (hi, lo) = (s.hi, s.lo);
            if lo != 0.0 {
                break;
            }
        }
        // A tie was rounded to even, but the partials below decide it: correct by one ulp when they push the same way.
        if let Some(&below) = self.partials.last()
            && (lo < 0.0 && below < 0.0 || lo > 0.0 && below > 0.0)
        {
            let y = lo * 2.0;
            let x = hi + y;
            if y == x - hi {
                hi = x;
            }
        }
        Ok(hi)
    }
}

/// `fast_two_sum` written so that an overflow leaves a NaN out of `lo` in the same cases as CPython.
fn fast_partial(big: f64, small: f64) -> Double {
    let hi = big + small;
    Double { hi, lo: small - (hi - big) }
}

/// Euclidean norm: `math.hypot`. `v` is used as work space.
pub fn hypot(v: &mut [f64]) -> f64 {
    let mut max = 0.0;
    let mut nan = false;
    for x in v.iter_mut() {
        *x = x.abs();
        nan |= x.is_nan();
        if *x > max {
            max = *x;
        }
    }
    vector_norm(v, max, nan)
}

/// `math.dist` of two points of equal dimension.
pub fn dist(p: &[f64], q: &[f64]) -> f64 {
    let mut v: Vec<f64> = p.iter().zip(q).map(|(a, b)| a - b).collect();
    hypot(&mut v)
}

fn vector_norm(v: &mut [f64], max: f64, nan: bool) -> f64 {
    if max.is_infinite() {
        return max;
    }
    if nan {
        return f64::NAN;
    }
    if max == 0.0 || v.len() <= 1 {
        return max;
    }
    let exponent = frexp(max).1;
    if exponent < -1023 {
        // The scale factor would overflow: lift subnormals first, exactly.
        v.iter_mut().for_each(|x| *x /= f64::MIN_POSITIVE);
        return f64::MIN_POSITIVE * vector_norm(v, max / f64::MIN_POSITIVE, nan);
    }
    let scale = power_of_two(-exponent);
    // The sum starts at one, so that each term (at most one) is the smaller operand.
    let (mut sum, mut products_lo, mut sums_lo) = (1.0, 0.0, 0.0);
    let mut add = |a: f64, b: f64| {
        let p = two_product(a, b);
        let s = fast_two_sum(sum, p.hi);
        sum = s.hi;
        products_lo += p.lo;
        sums_lo += s.lo;
        sum - 1.0 + (products_lo + sums_lo)
    };
    let mut total = 0.0;
    for x in v.iter() {
        let x = x * scale;
        total = add(x, x);
    }
    let h = total.sqrt();
    // One Newton step from the residue brings it within half an ulp nearly always.
    let residue = add(-h, h);
    (h + residue / (2.0 * h)) / scale
}

/// Two to the `e`, subnormal results included.
fn power_of_two(e: i32) -> f64 {
    if e >= -1022 { f64::from_bits(((e + 1023) as u64) << 52) } else { f64::from_bits(1 << (e + 1074)) }
}

/// Mantissa in [0.5, 1) and exponent; zero, infinities and NaN come back with exponent 0.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (x, shift) = if x.is_subnormal() { (x * 2f64.powi(64), -64) } else { (x, 0) };
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent + shift)
}

/// The float part of `math.sumprod`: a dot product in triple precision.
#[derive(Debug, Clone, Copy, Default)]
pub struct SumProduct {
    hi: f64,
    lo: f64,
    tiny: f64,
}

impl SumProduct {
    /// Adds `p * q`; false, with the sum as it was, when that leaves the finite numbers.
    pub fn add(&mut self, p: f64, q: f64) -> bool {
        let product = two_product(p, q);
        let sum = two_sum(self.hi, product.hi);
        if !sum.hi.is_finite() {
            return false;
        }
        let r1 = two_sum(self.lo, product.lo);
        let r2 = two_sum(r1.hi, sum.lo);
        *self = SumProduct { hi: sum.hi, lo: r2.hi, tiny: self.tiny + r1.lo + r2.lo };
        true
    }

    /// The sum, rounded.
    pub fn finish(self) -> f64 {
        let last = two_sum(self.lo, self.tiny);
        let sum = two_sum(self.hi, last.hi);
        sum.hi + (last.lo + sum.lo)
    }
}

/// The float `steps` floats from `x` towards `y`, never past it.
pub fn nextafter(x: f64, y: f64, steps: u64) -> f64 {
    const SIGN: u64 = 1 << 63;
    if steps == 0 || x.is_nan() {
        return x;
    }
    if y.is_nan() {
        return y;
    }
    let (from, to) = (x.to_bits(), y.to_bits());
    let (a, b) = (from & !SIGN, to & !SIGN);
    let result = if (from ^ to) & SIGN != 0 {
        // Through zero, which both signs share.
        if a + b <= steps {
            to
        } else if a < steps {
            to & SIGN | (steps - a)
        } else {
            from - steps
        }
    } else if a > b {
        if a - b >= steps { from - steps } else { to }
    } else if b - a >= steps {
        from + steps
    } else {
        to
    };
    f64::from_bits(result)
}

/// Unit in the last place.
pub fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if x.is_nan() || x.is_infinite() {
        return x;
    }
    let up = nextafter(x, f64::INFINITY, 1);
    if up.is_infinite() { x - nextafter(x, 0.0, 1) } else { up - x }
}

/// `math.remainder`: IEEE 754 remainder, ties to the even quotient.
pub fn remainder(x: f64, y: f64) -> Result<f64, MathError> {
    if x.is_nan() {
        return Ok(x);
    }
    if y.is_nan() {
        return Ok(y);
    }
    if x.is_infinite() || y == 0.0 {
        return Err(MathError::Domain);
    }
    if y.is_infinite() {
        return Ok(x);
    }
    let (ax, ay) = (x.abs(), y.abs());
    let m = ax % ay;
    let c = ay - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        // Exactly half: `ax - m` is a multiple of `ay`, and its parity decides.
        m - 2.0 * ((0.5 * (ax - m)) % ay)
    };
    Ok(1f64.copysign(x) * r)
}

/// `math.fma`.
pub fn fma(x: f64, y: f64, z: f64) -> Result<f64, MathError> {
    let r = x.mul_add(y, z);
    let finite = x.is_finite() && y.is_finite() && z.is_finite();
    if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        Err(MathError::Domain)
    } else if r.is_infinite() && finite {
        Err(MathError::Range)
    } else {
        Ok(r)
    }
}

/// Cube root, correctly rounded. Older C libraries, and CPython on them, are off by one ulp in about half of the cases.
pub fn cbrt(x: f64) -> f64 {
    x.cbrt()
}

/// `math.isclose` with tolerances that are not negative.
pub fn isclose(a: f64, b: f64, relative: f64, absolute: f64) -> bool {
    if a == b {
        return true;
    }
    if a.is_infinite() || b.is_infinite() {
        return false;
    }
    let difference = (b - a).abs();
    difference <= (relative * b).abs() || difference <= (relative * a).abs() || difference <= absolute
}

#[cfg(test)]
#[path = "statmath_tests.rs"]
mod tests;
