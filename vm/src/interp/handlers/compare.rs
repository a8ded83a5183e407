//! Comparisons, truth and the jumps fused with them.

use super::super::exec::{Exec, Leave, R};
use super::super::operator::Operator;
use super::{kill_a, kill_bc};
use crate::object::ops::CmpOp;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{COERCE, KILL_A, KILL_B, KILL_C, SENSE};

#[inline(always)]
pub fn compare<E: Exec>(e: &mut E, i: Instr, op: CmpOp, k: bool) -> R {
    let x = e.get(i.b());
    let y = if k { e.constant(u32::from(i.c())) } else { e.get(i.c()) };
    let b = if let Some((a, b)) = e.ints(x, y) {
        e.int_cmp(op, a, b)
    } else if let Some((a, b)) = e.floats(x, y) {
        e.float_cmp(op, a, b)
    } else {
        if e.call_operator(Operator::Compare(op), x, y)? {
            return Ok(());
        }
        let v = if i.has(COERCE) {
            let b = e.slow_compare_bool(op, x, y)?;
            e.from_bool(b)
        } else {
            e.slow_compare(op, x, y)?
        };
        if i.has(KILL_B) {
            e.kill(i.b());
        }
        if !k && i.has(KILL_C) {
            e.kill(i.c());
        }
        e.set(i.a(), v);
        return e.done();
    };
    let v = e.from_bool(b);
    e.set(i.a(), v);
    Ok(())
}

#[inline(always)]
pub fn jump<E: Exec>(e: &mut E, i: Instr, op: CmpOp, k: bool) -> R {
    let x = e.get(i.a());
    let y = if k { e.constant(u32::from(i.b())) } else { e.get(i.b()) };
    let b = if let Some((a, b)) = e.ints(x, y) {
        e.int_cmp(op, a, b)
    } else if let Some((a, b)) = e.floats(x, y) {
        e.float_cmp(op, a, b)
    } else {
        if e.call_operator(Operator::Compare(op), x, y)? {
            return Ok(());
        }
        let b = e.slow_compare_bool(op, x, y)?;
        if i.has(KILL_A) {
            e.kill(i.a());
        }
        if !k && i.has(KILL_B) {
            e.kill(i.b());
        }
        b
    };
    if e.branch(b) == i.has(SENSE) {
        e.jump(i32::from(i.near()));
    }
    Ok(())
}

#[inline(always)]
pub fn jump_is<E: Exec>(e: &mut E, i: Instr) -> R {
    let (x, y) = (e.get(i.a()), e.get(i.b()));
    let b = e.is_same(x, y);
    let b = e.branch(b);
    if i.has(KILL_A) {
        e.kill(i.a());
    }
    if i.has(KILL_B) {
        e.kill(i.b());
    }
    if b == i.has(SENSE) {
        e.jump(i32::from(i.near()));
    }
    Ok(())
}

/// Truth of a bool or int; None for other values.
#[inline(always)]
fn fast_truth<E: Exec>(e: &mut E, x: E::Val) -> Option<E::Bool> {
    if let Some(b) = e.as_bool(x) {
        return Some(b);
    }
    let n = e.as_int(x)?;
    let zero = e.int_const(0);
    Some(e.int_cmp(CmpOp::Ne, n, zero))
}
/// Truth of any value.
#[inline(always)]
fn truth<E: Exec>(e: &mut E, x: E::Val) -> Result<E::Bool, Leave> {
    match fast_truth(e, x) {
        Some(b) => Ok(b),
        None => e.slow_truth(x),
    }
}

#[inline(always)]
pub fn jump_if<E: Exec>(e: &mut E, i: Instr, sense: bool) -> R {
    let x = e.get(i.a());
    // Behind a call the operand goes first, so that the branch is the last thing that happens.
    let b = match fast_truth(e, x) {
        Some(b) => {
            let b = e.branch(b);
            kill_a(e, i);
            b
        }
        None => {
            let b = e.slow_truth(x)?;
            kill_a(e, i);
            e.branch(b)
        }
    };
    if b == sense {
        e.jump(i.imm());
    }
    Ok(())
}
#[inline(always)]
pub fn jump_none<E: Exec>(e: &mut E, i: Instr, sense: bool) -> R {
    let x = e.get(i.a());
    let b = e.is_none(x);
    let b = e.branch(b);
    kill_a(e, i);
    if b == sense {
        e.jump(i.imm());
    }
    Ok(())
}
#[inline(always)]
pub fn not<E: Exec>(e: &mut E, i: Instr, negate: bool) -> R {
    let x = e.get(i.b());
    let mut b = truth(e, x)?;
    if negate {
        b = e.not(b);
    }
    let v = e.from_bool(b);
    super::kill_b(e, i);
    e.set(i.a(), v);
    let _ = kill_bc::<E>;
    Ok(())
}
