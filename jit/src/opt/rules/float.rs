//! Float rules: only what is exact for every operand, nan, infinities and -0.0 included. So `x + 0.0` stays (it turns
//! -0.0 into 0.0), `x - 0.0` and `x * 1.0` go, and a division by a power of two becomes a multiplication.

use super::{Rewrite, def};
use crate::ir::ops::Op;
use crate::ir::{Inst, Region};

/// Tries the float rules.
pub fn rewrite(region: &mut Region, inst: &Inst) -> Rewrite {
    match *inst.args() {
        [a] => match inst.op {
            Op::float_neg => match def(region, a, Op::float_neg) {
                Some(inner) => Rewrite::Value(inner.args()[0]),
                None => Rewrite::None,
            },
            Op::float_abs => match (def(region, a, Op::float_abs), def(region, a, Op::float_neg)) {
                (Some(_), _) => Rewrite::Value(a),
                (_, Some(inner)) => Rewrite::Inst(Inst::simple(Op::float_abs, inner.args())),
                _ => Rewrite::None,
            },
            Op::float_floor | Op::float_ceil | Op::float_trunc => {
                let whole = [Op::float_of_int, Op::float_floor, Op::float_ceil, Op::float_trunc];
                if whole.contains(&region.inst(a).op) { Rewrite::Value(a) } else { Rewrite::None }
            }
            _ => Rewrite::None,
        },
        [a, b] => {
            let Some(c) = region.bits(b).map(f64::from_bits) else {
                return Rewrite::None;
            };
            match inst.op {
                Op::float_mul | Op::float_div if c == 1.0 => Rewrite::Value(a),
                Op::float_sub if c.to_bits() == 0f64.to_bits() => Rewrite::Value(a),
                Op::float_add if c.to_bits() == (-0f64).to_bits() => Rewrite::Value(a),
                Op::float_div if power_of_two(c) => {
                    let inverse = region.float(1.0 / c);
                    Rewrite::Inst(Inst::simple(Op::float_mul, &[a, inverse]))
                }
                _ => Rewrite::None,
            }
        }
        _ => Rewrite::None,
    }
}

/// Is its reciprocal exact (and normal)?
fn power_of_two(c: f64) -> bool {
    let mantissa = c.to_bits() & ((1 << 52) - 1);
    mantissa == 0 && c.is_normal() && (1.0 / c).is_normal()
}
