//! Rules for tagging, truth values and guards on them.

use super::{Rewrite, def};
use crate::ir::ops::Op;
use crate::ir::types::word;
use crate::ir::{Inst, Region};
use crate::opt::facts::{Class, Facts};

/// Tries the conversion rules.
pub fn rewrite(region: &mut Region, facts: &Facts, inst: &Inst) -> Rewrite {
    match inst.op {
        Op::val_of_int => undo(region, inst, Op::int_of_val),
        // Not the reverse: the word of a number beyond 61 bits is an object of its own.
        Op::nat_of_val => match def(region, inst.args()[0], Op::val_of_int) {
            Some(inner) => Rewrite::Inst(Inst::simple(Op::nat_of_int, inner.args())),
            None => undo(region, inst, Op::val_of_nat),
        },
        Op::int_of_val => match def(region, inst.args()[0], Op::val_of_nat) {
            Some(inner) => Rewrite::Inst(Inst::simple(Op::int_of_nat, inner.args())),
            None => undo(region, inst, Op::val_of_int),
        },
        Op::int_of_nat => undo(region, inst, Op::nat_of_int),
        Op::nat_of_int => undo(region, inst, Op::int_of_nat),
        Op::float_of_val => undo(region, inst, Op::val_of_float),
        Op::val_of_float => undo(region, inst, Op::float_of_val),
        Op::bool_of_val => undo(region, inst, Op::val_of_bool),
        Op::val_of_bool => undo(region, inst, Op::bool_of_val),
        Op::ptr_of_val => undo(region, inst, Op::val_of_ptr),
        Op::val_of_ptr => undo(region, inst, Op::ptr_of_val),
        Op::int_of_bits => undo(region, inst, Op::float_of_bits),
        Op::float_of_bits => undo(region, inst, Op::int_of_bits),
        Op::bool_not => negation(region, inst),
        Op::bool_and | Op::bool_or => connective(region, inst),
        Op::guard_true | Op::guard_false => guarded_negation(region, inst),
        Op::guard_eq | Op::guard_ne => guarded_bool(region, inst),
        Op::is_int | Op::is_float | Op::is_ptr => class_test(region, facts, inst),
        Op::val_eq => same_word(region, facts, inst),
        Op::ptr_eq | Op::mem_eq if inst.args()[0] == inst.args()[1] => Rewrite::Value(region.truth(true)),
        Op::int_select | Op::float_select | Op::val_select => select(region, inst),
        Op::mem_add if region.as_int(inst.args()[1]) == Some(0) && region.ty(inst.args()[0]) == inst.ty => Rewrite::Value(inst.args()[0]),
        _ => Rewrite::None,
    }
}

/// Untagging what was tagged, and the reverse, is the value itself.
fn undo(region: &Region, inst: &Inst, other: Op) -> Rewrite {
    def(region, inst.args()[0], other).map_or(Rewrite::None, |inner| Rewrite::Value(inner.args()[0]))
}

/// `not (a < b)` is `a >= b` on ints (not on floats: nan); `not not x` is x.
fn negation(region: &Region, inst: &Inst) -> Rewrite {
    let inner = region.inst(inst.args()[0]);
    let op = match inner.op {
        Op::bool_not => return Rewrite::Value(inner.args()[0]),
        Op::int_eq => Op::int_ne,
        Op::int_ne => Op::int_eq,
        Op::int_lt => Op::int_ge,
        Op::int_ge => Op::int_lt,
        Op::int_gt => Op::int_le,
        Op::int_le => Op::int_gt,
        Op::float_eq => Op::float_ne,
        Op::float_ne => Op::float_eq,
        _ => return Rewrite::None,
    };
    Rewrite::Inst(Inst::simple(op, inner.args()))
}

fn connective(region: &mut Region, inst: &Inst) -> Rewrite {
    let (a, b) = (inst.args()[0], inst.args()[1]);
    match region.bits(b) {
        Some(bits) if (bits != 0) == (inst.op == Op::bool_and) => Rewrite::Value(a),
        Some(_) => Rewrite::Value(b),
        None if a == b => Rewrite::Value(a),
        None => Rewrite::None,
    }
}

/// A guard on a negation is the opposite guard.
fn guarded_negation(region: &Region, inst: &Inst) -> Rewrite {
    let Some(inner) = def(region, inst.args()[0], Op::bool_not) else {
        return Rewrite::None;
    };
    let op = match inst.op {
        Op::guard_true => Op::guard_false,
        _ => Op::guard_true,
    };
    Rewrite::Inst(Inst::simple(op, inner.args()))
}

/// A guard that a tagged bool is True or False is a guard on the bool.
fn guarded_bool(region: &Region, inst: &Inst) -> Rewrite {
    let Some(inner) = def(region, inst.args()[0], Op::val_of_bool) else {
        return Rewrite::None;
    };
    let wants_true = match inst.imm {
        word::TRUE => inst.op == Op::guard_eq,
        word::FALSE => inst.op == Op::guard_ne,
        _ => return Rewrite::None,
    };
    let op = if wants_true { Op::guard_true } else { Op::guard_false };
    Rewrite::Inst(Inst::simple(op, inner.args()))
}

fn class_test(region: &mut Region, facts: &Facts, inst: &Inst) -> Rewrite {
    let want = match inst.op {
        Op::is_int => Class::Int,
        Op::is_float => Class::Float,
        _ => Class::Ptr,
    };
    match facts.class(region, inst.args()[0]) {
        Some(class) => Rewrite::Value(region.truth(class == want)),
        None => Rewrite::None,
    }
}

/// Equal operands are the same word; different classes never are.
fn same_word(region: &mut Region, facts: &Facts, inst: &Inst) -> Rewrite {
    let (a, b) = (inst.args()[0], inst.args()[1]);
    if a == b {
        return Rewrite::Value(region.truth(true));
    }
    match (facts.class(region, a), facts.class(region, b)) {
        (Some(x), Some(y)) if x != y => Rewrite::Value(region.truth(false)),
        (Some(Class::Int), Some(Class::Int)) => match (untagged(region, a), untagged(region, b)) {
            (Some(x), Some(y)) => Rewrite::Inst(Inst::simple(Op::int_eq, &[x, y])),
            _ => Rewrite::None,
        },
        _ => Rewrite::None,
    }
}

fn untagged(region: &mut Region, v: crate::ir::Ref) -> Option<crate::ir::Ref> {
    if let Some(bits) = region.bits(v) {
        return Some(region.int(word::as_int(bits)));
    }
    def(region, v, Op::val_of_int).map(|inner| inner.args()[0])
}

fn select(region: &Region, inst: &Inst) -> Rewrite {
    let [cond, a, b] = *inst.args() else {
        return Rewrite::None;
    };
    match region.bits(cond) {
        Some(bits) => Rewrite::Value(if bits != 0 { a } else { b }),
        None if a == b => Rewrite::Value(a),
        None => Rewrite::None,
    }
}
