//! Loads, copies, cells and globals.

use super::super::cold;
use super::super::exec::{Exec, R};
use super::kill_b;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B};

#[inline(always)]
pub fn load_const<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.constant(i.imm() as u32);
    let v = e.retain(v);
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn load_int<E: Exec>(e: &mut E, i: Instr) -> R {
    let n = e.int_const(i64::from(i.imm()));
    let v = e.from_int(n);
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn load_null<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.null();
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn move_<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.get(i.b());
    let v = e.retain(v);
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn take<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.take(i.b());
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn swap<E: Exec>(e: &mut E, i: Instr) -> R {
    let (x, y) = (e.take(i.a()), e.take(i.b()));
    e.set(i.a(), y);
    e.set(i.b(), x);
    Ok(())
}
#[inline(always)]
pub fn drop_<E: Exec>(e: &mut E, i: Instr) -> R {
    e.kill(i.a());
    Ok(())
}
#[inline(always)]
pub fn check_bound<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.get(i.a());
    if e.is_null(v) { e.cold(cold::names::unbound_local, i) } else { Ok(()) }
}
#[inline(always)]
pub fn load_global<E: Exec>(e: &mut E, i: Instr) -> R {
    match e.global(i.imm() as u32) {
        Some(v) => {
            let v = e.retain(v);
            e.set(i.a(), v);
            Ok(())
        }
        None => e.cold(cold::names::load_global, i),
    }
}
#[inline(always)]
pub fn load_deref<E: Exec>(e: &mut E, i: Instr) -> R {
    match e.cell_get(i.b()) {
        Some(v) => {
            let v = e.retain(v);
            e.set(i.a(), v);
            Ok(())
        }
        None => e.cold(cold::names::empty_cell, i),
    }
}
#[inline(always)]
pub fn store_deref<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = if i.has(KILL_B) {
        e.take(i.b())
    } else {
        let v = e.get(i.b());
        e.retain(v)
    };
    e.cell_set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn return_<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = if i.has(KILL_A) {
        e.take(i.a())
    } else {
        let v = e.get(i.a());
        e.retain(v)
    };
    e.return_(v)
}
#[inline(always)]
pub fn return_const<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.constant(i.imm() as u32);
    let v = e.retain(v);
    e.return_(v)
}
#[inline(always)]
pub fn is<E: Exec>(e: &mut E, i: Instr, negate: bool) -> R {
    let (x, y) = (e.get(i.b()), e.get(i.c()));
    let mut b = e.is_same(x, y);
    if negate {
        b = e.not(b);
    }
    let v = e.from_bool(b);
    super::kill_bc(e, i);
    e.set(i.a(), v);
    let _ = kill_b::<E>;
    Ok(())
}
