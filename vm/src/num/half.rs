//! IEEE half-precision floats, format `e` of the struct module and of memoryviews.

/// Bits of `x` as an IEEE half, rounded to nearest even; `None` when a finite `x` is too large.
pub fn f64_to_half(x: f64) -> Option<u16> {
    let bits = x.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let mantissa = bits & ((1 << 52) - 1);
    if exponent == 1024 {
        let payload = ((mantissa >> 42) as u16) & 0x3ff;
        let quiet = if mantissa != 0 && payload == 0 { 0x200 } else { payload };
        return Some(sign | 0x7c00 | quiet);
    }
    // Below half of the smallest subnormal (2^-25) everything is zero; exactly half ties to even, also zero.
    if exponent < -25 {
        return Some(sign);
    }
    // `drop` low bits of the 53-bit significand go away; subnormals lose one more per step below -14.
    let drop = if exponent < -14 { 42 + (-14 - exponent) } else { 42 } as u32;
    let significand = mantissa | 1 << 52;
    let kept = significand >> drop;
    let rest = significand & ((1 << drop) - 1);
    let tie = 1u64 << (drop - 1);
    let rounded = kept + u64::from(rest > tie || rest == tie && kept & 1 == 1);
    // Adding (not or-ing) lets a carry run into the exponent.
    let base = if exponent < -14 { 0 } else { ((exponent + 14) as u64) << 10 };
    let half = base + rounded;
    (half < 0x7c00).then_some(sign | half as u16)
}

/// The value of an IEEE half.
pub fn half_to_f64(half: u16) -> f64 {
    let sign = u64::from(half >> 15) << 63;
    let mantissa = u64::from(half & 0x3ff);
    let magnitude = match (half >> 10) & 0x1f {
        0 => (mantissa as f64) * 2f64.powi(-24),
        31 => f64::from_bits(0x7ff << 52 | mantissa << 42),
        e => f64::from_bits((u64::from(e) + 1023 - 15) << 52 | mantissa << 42),
    };
    f64::from_bits(magnitude.to_bits() | sign)
}
