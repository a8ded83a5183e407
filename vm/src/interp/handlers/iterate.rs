//! `for` loops, generators.

use super::super::cold;
use super::super::exec::{Exec, R};
use front::bytecode::instr::Instr;

#[inline(always)]
pub fn for_iter<E: Exec>(e: &mut E, i: Instr) -> R {
    let it = e.get(i.a());
    match e.iter_next(it) {
        Some(Some(v)) => {
            e.set(i.b(), v);
            Ok(())
        }
        Some(None) => {
            e.kill(i.a());
            e.jump(i32::from(i.near()));
            Ok(())
        }
        None => {
            if e.for_generator(i)? {
                return Ok(());
            }
            e.cold(cold::iter::for_iter, i)
        }
    }
}
#[inline(always)]
pub fn send<E: Exec>(e: &mut E, i: Instr) -> R {
    let (it, sent) = (e.get(i.a()), e.get(i.b()));
    let none = e.is_none(sent);
    if e.branch(none) {
        match e.iter_next(it) {
            Some(Some(v)) => {
                e.set(i.b(), v);
                return Ok(());
            }
            Some(None) => {
                // The value of the whole is None, which is what stands there.
                e.jump(i32::from(i.near()));
                return Ok(());
            }
            None => {}
        }
    }
    if e.send_generator(i)? {
        return Ok(());
    }
    e.cold(cold::iter::send, i)
}
#[inline(always)]
pub fn yield_<E: Exec>(e: &mut E, i: Instr) -> R {
    e.yield_(i)
}
