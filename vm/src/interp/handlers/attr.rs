//! Attributes through the sites' inline caches.

use super::super::cold;
use super::super::exec::{AttrPlan, Exec, R, StorePlan};
use super::kill_b;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B};

#[inline(always)]
pub fn load_attr<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.b());
    let v = match e.attr_plan(i.c(), x, false) {
        AttrPlan::Inline(offset) => {
            let v = e.slot_load(x, offset);
            if e.is_null(v) {
                return e.cold(cold::attr::load_attr, i);
            }
            v
        }
        AttrPlan::Const(w) => e.word(w),
        AttrPlan::Module(n) => e.module_entry(x, n),
        AttrPlan::Getter(f) => {
            if e.call_getter(f, x, i.a())? {
                return Ok(());
            }
            return e.cold(cold::attr::load_attr, i);
        }
        AttrPlan::Generic | AttrPlan::Method(_) => return e.cold(cold::attr::load_attr, i),
    };
    let v = e.retain(v);
    kill_b(e, i);
    e.set(i.a(), v);
    Ok(())
}

#[inline(always)]
pub fn load_method<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.b());
    let v = match e.attr_plan(i.c(), x, true) {
        AttrPlan::Method(w) => {
            let f = e.word(w);
            let f = e.retain(f);
            let this = if i.has(KILL_B) { e.take(i.b()) } else { e.retain(x) };
            e.set(i.a(), f);
            e.set(i.a() + 1, this);
            return Ok(());
        }
        AttrPlan::Inline(offset) => {
            let v = e.slot_load(x, offset);
            if e.is_null(v) {
                return e.cold(cold::attr::load_method, i);
            }
            v
        }
        AttrPlan::Const(w) => e.word(w),
        AttrPlan::Module(n) => e.module_entry(x, n),
        AttrPlan::Generic | AttrPlan::Getter(_) => return e.cold(cold::attr::load_method, i),
    };
    let v = e.retain(v);
    kill_b(e, i);
    e.set(i.a(), v);
    let null = e.null();
    e.set(i.a() + 1, null);
    Ok(())
}

#[inline(always)]
pub fn store_attr<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.a());
    match e.store_plan(i.c(), x) {
        StorePlan::Inline(offset) => {
            let v = value(e, i);
            e.slot_store(x, offset, v);
        }
        StorePlan::Add(offset, shape) => {
            let v = value(e, i);
            e.slot_add(x, offset, shape, v);
        }
        StorePlan::Generic => return e.cold(cold::attr::store_attr, i),
    }
    if i.has(KILL_A) {
        e.kill(i.a());
    }
    Ok(())
}
#[inline(always)]
fn value<E: Exec>(e: &mut E, i: Instr) -> E::Own {
    if i.has(KILL_B) {
        return e.take(i.b());
    }
    let v = e.get(i.b());
    e.retain(v)
}
