//! Arithmetic: small ints and floats here, everything else through the slots.

use super::super::cold;
use super::super::exec::{Exec, R};
use super::super::operator::Operator;
use crate::object::ops::BinOp;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{INPLACE, KILL_B, KILL_C};

#[inline(always)]
fn finish<E: Exec>(e: &mut E, i: Instr, op: BinOp, x: E::Val, y: E::Val, k: bool) -> R {
    if op as u8 != BinOp::Pow as u8 && e.call_operator(Operator::Binary(op, i.has(INPLACE)), x, y)? {
        return Ok(());
    }
    let v = e.slow_binary(op, i.has(INPLACE), x, y)?;
    if i.has(KILL_B) {
        e.kill(i.b());
    }
    if !k && i.has(KILL_C) {
        e.kill(i.c());
    }
    e.set(i.a(), v);
    e.done()
}

/// `+ - * // % & | ^ << >>`
#[inline(always)]
pub fn binary<E: Exec>(e: &mut E, i: Instr, op: BinOp, k: bool) -> R {
    let x = e.get(i.b());
    let y = if k { e.constant(u32::from(i.c())) } else { e.get(i.c()) };
    if let Some((a, b)) = e.ints(x, y) {
        if let Some(r) = e.int_op(op, a, b) {
            let v = e.from_int(r);
            e.set(i.a(), v);
            return Ok(());
        }
        return finish(e, i, op, x, y, k);
    }
    if matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::FloorDiv | BinOp::Mod)
        && let Some((a, b)) = e.floats(x, y)
    {
        if let Some(r) = e.float_op(op, a, b) {
            let v = e.from_float(r);
            e.set(i.a(), v);
            return Ok(());
        }
        return finish(e, i, op, x, y, k);
    }
    if op as u8 == BinOp::Add as u8 && !k && e.concat(i) {
        return Ok(());
    }
    finish(e, i, op, x, y, k)
}

/// `/`
#[inline(always)]
pub fn true_div<E: Exec>(e: &mut E, i: Instr, k: bool) -> R {
    let x = e.get(i.b());
    let y = if k { e.constant(u32::from(i.c())) } else { e.get(i.c()) };
    if let Some((a, b)) = e.floats(x, y) {
        if let Some(r) = e.float_op(BinOp::TrueDiv, a, b) {
            let v = e.from_float(r);
            e.set(i.a(), v);
            return Ok(());
        }
    } else if let Some((a, b)) = e.ints(x, y)
        && let Some(r) = e.int_truediv(a, b)
    {
        let v = e.from_float(r);
        e.set(i.a(), v);
        return Ok(());
    }
    finish(e, i, BinOp::TrueDiv, x, y, k)
}

/// `**`
#[inline(always)]
pub fn pow<E: Exec>(e: &mut E, i: Instr, k: bool) -> R {
    let x = e.get(i.b());
    let y = if k { e.constant(u32::from(i.c())) } else { e.get(i.c()) };
    if let Some((a, b)) = e.floats(x, y) {
        if let Some(r) = e.float_op(BinOp::Pow, a, b) {
            let v = e.from_float(r);
            e.set(i.a(), v);
            return Ok(());
        }
    } else if let Some((a, b)) = e.ints(x, y)
        && let Some(r) = e.int_op(BinOp::Pow, a, b)
    {
        let v = e.from_int(r);
        e.set(i.a(), v);
        return Ok(());
    }
    finish(e, i, BinOp::Pow, x, y, k)
}

/// `-x`
#[inline(always)]
pub fn neg<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.b());
    if let Some(f) = e.as_float(x) {
        let f = e.float_neg(f);
        let v = e.from_float(f);
        e.set(i.a(), v);
        return Ok(());
    }
    if let Some(n) = e.as_int(x) {
        let zero = e.int_const(0);
        if let Some(r) = e.int_op(BinOp::Sub, zero, n) {
            let v = e.from_int(r);
            e.set(i.a(), v);
            return Ok(());
        }
    }
    e.cold(cold::arith::neg, i)
}
