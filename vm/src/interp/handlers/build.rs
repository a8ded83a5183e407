//! Tuples, lists and unpacking.

use super::super::cold;
use super::super::exec::{Exec, R};
use super::kill_b;
use crate::heap::header::Kind;
use front::bytecode::instr::Instr;
use front::bytecode::ops::KILL_B;

#[inline(always)]
pub fn tuple<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.build_tuple(i.b(), i.c());
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn list<E: Exec>(e: &mut E, i: Instr) -> R {
    let v = e.build_list(i.b(), i.c());
    e.set(i.a(), v);
    Ok(())
}
#[inline(always)]
pub fn list_append<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.a());
    let Some(l) = e.as_exact(x, Kind::List) else { return e.cold(cold::build::list_append, i) };
    e.list_room(l);
    let v = if i.has(KILL_B) {
        e.take(i.b())
    } else {
        let v = e.get(i.b());
        e.retain(v)
    };
    e.list_push(l, v);
    Ok(())
}

#[inline(always)]
pub fn unpack2<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.b());
    let (zero, one) = (e.int_const(0), e.int_const(1));
    if let Some(t) = e.as_exact(x, Kind::Tuple) {
        let len = e.tuple_len(t);
        if e.len_is(len, 2) {
            let (p, q) = (e.tuple_load(t, zero), e.tuple_load(t, one));
            let (p, q) = (e.retain(p), e.retain(q));
            kill_b(e, i);
            e.set(i.a(), p);
            e.set(i.c(), q);
            return Ok(());
        }
    }
    e.cold(cold::build::unpack2, i)
}

#[inline(always)]
pub fn unpack<E: Exec>(e: &mut E, i: Instr) -> R {
    let x = e.get(i.b());
    let n = i.c();
    if n <= 4
        && let Some(t) = e.as_exact(x, Kind::Tuple)
    {
        let len = e.tuple_len(t);
        if e.len_is(len, n as usize) && (i.b() < i.a() || i.b() >= i.a() + n) {
            for k in 0..n {
                let at = e.int_const(i64::from(k));
                let v = e.tuple_load(t, at);
                let v = e.retain(v);
                e.set(i.a() + k, v);
            }
            kill_b(e, i);
            return Ok(());
        }
    }
    e.cold(cold::build::unpack, i)
}
