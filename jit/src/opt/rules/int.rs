//! Integer rules. Plain ops wrap around, so reassociation is exact; checked ops keep their checks unless an operand is neutral.

use super::{Rewrite, def};
use crate::ir::ops::Op;
use crate::ir::{Inst, Ref, Region};

/// Tries the integer rules.
pub fn rewrite(region: &mut Region, inst: &Inst) -> Rewrite {
    let &[a, b] = inst.args() else {
        return match inst.op {
            Op::int_neg | Op::int_not => twice(region, inst),
            _ => Rewrite::None,
        };
    };
    if let Some(c) = region.as_int(b) {
        let new = with_constant(region, inst, a, c);
        if new != Rewrite::None {
            return new;
        }
    }
    if a == b { same(region, inst.op, a) } else { Rewrite::None }
}

/// `-(-x)` and `~~x` are x.
fn twice(region: &Region, inst: &Inst) -> Rewrite {
    def(region, inst.args()[0], inst.op).map_or(Rewrite::None, |inner| Rewrite::Value(inner.args()[0]))
}

fn with_constant(region: &mut Region, inst: &Inst, x: Ref, c: i64) -> Rewrite {
    match (inst.op, c) {
        (Op::int_add | Op::int_sub | Op::int_or | Op::int_xor | Op::int_shl | Op::int_shr | Op::int_ushr, 0)
        | (Op::int_add_ovf | Op::int_sub_ovf | Op::int_shl_ovf, 0)
        | (Op::int_mul | Op::int_mul_ovf | Op::int_floordiv, 1)
        | (Op::int_and, -1) => Rewrite::Value(x),
        (Op::int_mul | Op::int_mul_ovf | Op::int_and, 0) | (Op::int_mod, 1) => Rewrite::Value(region.int(0)),
        (Op::int_or, -1) => Rewrite::Value(region.int(-1)),
        (Op::int_sub, _) => binary(region, Op::int_add, x, c.wrapping_neg()),
        (Op::int_add | Op::int_mul | Op::int_and | Op::int_or | Op::int_xor, _) => reassociate(region, inst, x, c),
        (Op::int_mod, _) if c > 0 && c & (c - 1) == 0 => binary(region, Op::int_and, x, c - 1),
        (Op::int_floordiv, _) if c > 0 && c & (c - 1) == 0 => binary(region, Op::int_shr, x, i64::from(c.trailing_zeros())),
        (Op::int_ult, 0) => Rewrite::Value(region.truth(false)),
        (Op::int_gt | Op::int_ge | Op::int_lt | Op::int_le | Op::int_eq | Op::int_ne, _) => compare(region, inst.op, x, c),
        _ => Rewrite::None,
    }
}

/// `(x op c1) op c2` is `x op (c1 op c2)`.
fn reassociate(region: &mut Region, inst: &Inst, x: Ref, c: i64) -> Rewrite {
    if inst.op == Op::int_mul && c > 0 && c & (c - 1) == 0 {
        return binary(region, Op::int_shl, x, i64::from(c.trailing_zeros()));
    }
    let Some(inner) = def(region, x, inst.op) else {
        return Rewrite::None;
    };
    let Some(d) = region.as_int(inner.args()[1]) else {
        return Rewrite::None;
    };
    let c = match inst.op {
        Op::int_add => c.wrapping_add(d),
        Op::int_mul => c.wrapping_mul(d),
        Op::int_and => c & d,
        Op::int_or => c | d,
        _ => c ^ d,
    };
    binary(region, inst.op, inner.args()[0], c)
}

/// Comparing 0 or 1 made from a bool with a constant is the bool or its negation.
fn compare(region: &mut Region, op: Op, x: Ref, c: i64) -> Rewrite {
    let Some(inner) = def(region, x, Op::int_of_bool) else {
        return Rewrite::None;
    };
    let holds = |v: i64| match op {
        Op::int_eq => v == c,
        Op::int_ne => v != c,
        Op::int_lt => v < c,
        Op::int_le => v <= c,
        Op::int_gt => v > c,
        _ => v >= c,
    };
    match (holds(0), holds(1)) {
        (false, true) => Rewrite::Value(inner.args()[0]),
        (true, false) => Rewrite::Inst(Inst::simple(Op::bool_not, &[inner.args()[0]])),
        (both, _) => Rewrite::Value(region.truth(both)),
    }
}

fn same(region: &mut Region, op: Op, x: Ref) -> Rewrite {
    match op {
        Op::int_sub | Op::int_sub_ovf | Op::int_xor => Rewrite::Value(region.int(0)),
        Op::int_and | Op::int_or | Op::int_min | Op::int_max => Rewrite::Value(x),
        Op::int_eq | Op::int_le | Op::int_ge => Rewrite::Value(region.truth(true)),
        Op::int_ne | Op::int_lt | Op::int_gt | Op::int_ult => Rewrite::Value(region.truth(false)),
        _ => Rewrite::None,
    }
}

fn binary(region: &mut Region, op: Op, x: Ref, c: i64) -> Rewrite {
    let c = region.int(c);
    Rewrite::Inst(Inst::simple(op, &[x, c]))
}
