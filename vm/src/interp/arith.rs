//! Arithmetic of immediate numbers, as the interpreter's handlers need it.

use super::slow;
use crate::num::float::divmod_nonzero;
use crate::object::ops::BinOp;
use crate::value::repr::{INT_MAX, INT_MIN};

/// The int of a tagged int.
#[inline(always)]
pub fn untag(w: i64) -> i64 {
    w >> 3
}

/// `a op b` of two tagged ints as a tagged int; None when the result isn't one.
#[inline(always)]
pub fn int_op(op: BinOp, a: i64, b: i64) -> Option<i64> {
    match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => untag(a).checked_mul(b),
        BinOp::And => Some(a & b),
        BinOp::Or => Some(a | b),
        BinOp::Xor => Some(a ^ b),
        BinOp::FloorDiv | BinOp::Mod => {
            if b == 0 {
                return None;
            }
            let (x, y) = (untag(a), untag(b));
            // Both fit 61 bits, so the one overflow of i64 division can't happen; the quotient may leave 61 bits.
            let (q, r) = if (x | y) as u64 >> 32 == 0 {
                (((x as u32) / (y as u32)) as i64, ((x as u32) % (y as u32)) as i64)
            } else {
                (x.wrapping_div(y), x.wrapping_rem(y))
            };
            let adjust = r != 0 && (r ^ y) < 0;
            if op as u8 == BinOp::FloorDiv as u8 {
                let q = q - adjust as i64;
                if q > INT_MAX { None } else { Some(q << 3) }
            } else {
                Some(if adjust { r + y } else { r } << 3)
            }
        }
        BinOp::Shl => {
            let (x, n) = (untag(a), untag(b));
            if !(0..61).contains(&n) {
                return None;
            }
            let r = x << n;
            if r >> n == x && (INT_MIN..=INT_MAX).contains(&r) { Some(r << 3) } else { None }
        }
        BinOp::Shr => {
            let n = untag(b);
            if n < 0 {
                return None;
            }
            Some((untag(a) >> n.min(63)) << 3)
        }
        BinOp::Pow => {
            let n = untag(b);
            if !(0..=62).contains(&n) {
                return None;
            }
            let r = untag(a).checked_pow(n as u32)?;
            if (INT_MIN..=INT_MAX).contains(&r) { Some(r << 3) } else { None }
        }
        BinOp::TrueDiv | BinOp::DivMod | BinOp::MatMul => None,
    }
}

/// `a / b` of two tagged ints that are exact as doubles.
#[inline(always)]
pub fn int_truediv(a: i64, b: i64) -> Option<f64> {
    let (x, y) = (untag(a), untag(b));
    const EXACT: i64 = 1 << 53;
    if y == 0 || x.abs() > EXACT || y.abs() > EXACT { None } else { Some(x as f64 / y as f64) }
}

/// `a op b`; None for what raises or has no such operator.
#[inline(always)]
pub fn float_op(op: BinOp, a: f64, b: f64) -> Option<f64> {
    match op {
        BinOp::Add => Some(a + b),
        BinOp::Sub => Some(a - b),
        BinOp::Mul => Some(a * b),
        BinOp::TrueDiv if b != 0.0 => Some(a / b),
        BinOp::FloorDiv if b != 0.0 => Some(divmod_nonzero(a, b).0),
        BinOp::Mod if b != 0.0 => Some(divmod_nonzero(a, b).1),
        BinOp::Pow => slow::float_pow(a, b),
        _ => None,
    }
}
