//! Subscripts of lists, tuples and dicts; the rest through the slots.

use super::super::exec::{Exec, R};
use super::super::operator::Operator;
use super::super::slow;
use crate::heap::header::Kind;
use crate::object::ops::{self, BinOp, CmpOp};
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B, KILL_C};

/// The index as an offset within `len`; None leaves it to the slow path, which raises.
#[inline(always)]
fn index<E: Exec>(e: &mut E, n: E::Int, len: E::Int) -> Option<E::Int> {
    if e.in_bounds(n, len) {
        return Some(n);
    }
    let zero = e.int_const(0);
    let negative = e.int_cmp(CmpOp::Lt, n, zero);
    if !e.branch(negative) {
        return None;
    }
    let n = e.int_op(BinOp::Add, n, len)?;
    e.in_bounds(n, len).then_some(n)
}

#[inline(always)]
fn fast<E: Exec>(e: &mut E, x: E::Val, y: E::Val) -> Option<E::Val> {
    if let Some(l) = e.as_exact(x, Kind::List) {
        let n = e.as_int(y)?;
        let len = e.list_len(l);
        let n = index(e, n, len)?;
        return Some(e.list_load(l, n));
    }
    if let Some(t) = e.as_exact(x, Kind::Tuple) {
        let n = e.as_int(y)?;
        let len = e.tuple_len(t);
        let n = index(e, n, len)?;
        return Some(e.tuple_load(t, n));
    }
    if let Some(d) = e.as_exact(x, Kind::Dict) {
        return e.dict_load(d, y);
    }
    None
}

#[inline(always)]
pub fn get_item<E: Exec>(e: &mut E, i: Instr, k: bool) -> R {
    let x = e.get(i.b());
    let y = if k { e.constant(u32::from(i.c())) } else { e.get(i.c()) };
    let v = match fast(e, x, y) {
        Some(v) => e.retain(v),
        None => {
            if e.call_operator(Operator::Item, x, y)? {
                return Ok(());
            }
            let v = e.slow2(ops::getitem, x, y)?;
            if i.has(KILL_B) {
                e.kill(i.b());
            }
            if !k && i.has(KILL_C) {
                e.kill(i.c());
            }
            e.set(i.a(), v);
            return e.done();
        }
    };
    if i.has(KILL_B) {
        e.kill(i.b());
    }
    if !k && i.has(KILL_C) {
        e.kill(i.c());
    }
    e.set(i.a(), v);
    Ok(())
}

#[inline(always)]
fn fast_list<E: Exec>(e: &mut E, x: E::Val, y: E::Val) -> Option<(E::Obj, E::Int)> {
    let l = e.as_exact(x, Kind::List)?;
    let n = e.as_int(y)?;
    let len = e.list_len(l);
    let n = index(e, n, len)?;
    Some((l, n))
}

#[inline(always)]
pub fn set_item<E: Exec>(e: &mut E, i: Instr, k: bool) -> R {
    let x = e.get(i.a());
    let y = if k { e.constant(u32::from(i.b())) } else { e.get(i.b()) };
    match fast_list(e, x, y) {
        Some((l, n)) => {
            e.list_old(l, n);
            let v = if i.has(KILL_C) {
                e.take(i.c())
            } else {
                let v = e.get(i.c());
                e.retain(v)
            };
            e.list_store(l, n, v);
        }
        None => {
            let v = e.get(i.c());
            e.slow3(slow::setitem, x, y, v)?;
            if i.has(KILL_C) {
                e.kill(i.c());
            }
            if i.has(KILL_A) {
                e.kill(i.a());
            }
            if !k && i.has(KILL_B) {
                e.kill(i.b());
            }
            return e.done();
        }
    }
    if i.has(KILL_A) {
        e.kill(i.a());
    }
    if !k && i.has(KILL_B) {
        e.kill(i.b());
    }
    Ok(())
}
