//! Exact dicts with keys that are small ints, exact strings or exact tuples. A look-up gives the address of the value in the
//! table, which is good until something may change the table: so `d[k] = d.get(k, 0) + 1` and `if k in d: d[k] += 1` look once,
//! and the rest are loads and stores. That the key is there (or isn't) is a guard, and a path of its own.
//!
//! Whether a key in the table needs Python code to be compared shows only at run time; then the helper refuses, and the
//! interpreter does it.

use super::{Recorder, V, peek};
use crate::engine::quiet as helpers;
use crate::ir::types::{Alias, Cell, Type, header, word};
use crate::ir::{Effects, LOOKUP, Ref};
use crate::record::opaque::SAFE;
use front::bytecode::instr::Instr;
use front::bytecode::ops::Op;
use vm::heap::header::{Kind, flag};
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};
use vm::interp::quiet::{self, Tried};
use vm::object::error::PyResult;
use vm::value::{Value, Word};
use vm::vm::Vm;

/// Changes the dict and nothing else; doesn't fail.
const STORES: Effects = Effects { reads: true, writes: true, raises: false };

/// Is it such a key?
fn is_plain_key(w: Word) -> bool {
    w.is_int() || w.is_ptr() && [Kind::Str, Kind::Tuple].iter().any(|&k| peek::header(w).is_exact(k))
}
fn is_dict(w: Word) -> bool {
    w.is_ptr() && peek::header(w).is_exact(Kind::Dict)
}

impl Recorder<'_> {
    /// The value of a key now; NULL if it isn't there, None if only Python code could tell.
    fn find_now(&mut self, d: Word, key: Word) -> Option<Word> {
        if !is_dict(d) || !is_plain_key(key) || self.t.has_effect() {
            return None;
        }
        match quiet::dict_find(self.m.vm, peek::object(d), peek::value(&key)) {
            Tried::Done(Ok(w)) => Some(w.unwrap_or(Word::NULL)),
            _ => None,
        }
    }
    /// Looks a key up, which is found to be `now`: the address of its value. Guards that it is there, or isn't.
    fn value_cell(&mut self, d: V, key: V, now: Word) -> Option<Ref> {
        self.object(d)?;
        if key.w.is_int() {
            self.class(key);
        } else {
            self.object(key)?;
        }
        let words = [d, key].map(|x| self.word_of(x.r));
        let cell = self.call_helper(LOOKUP, helpers::dict_cell as *const () as u64, true, &words, Type::Mem, SAFE);
        let refused = self.t.const_mem(helpers::NO_CELL);
        let refused = self.t.mem_eq(cell, refused);
        self.t.guard_false(refused);
        let null = self.t.const_mem(0);
        let absent = self.t.mem_eq(cell, null);
        if now == Word::NULL {
            self.t.guard_true(absent)
        } else {
            self.t.guard_false(absent)
        };
        Some(cell)
    }
    fn load_cell(&mut self, cell: Ref) -> Ref {
        self.t.load(Cell::Val, Alias::Global, cell, 0)
    }

    /// `d[key]`, where `d` is guarded to be a dict; None if the key isn't there or isn't plain.
    pub(super) fn record_dict_load(&mut self, d: V, key: V) -> Option<V> {
        let key = self.plain(key);
        let Some(now) = self.find_now(d.w, key.w) else {
            if !is_plain_key(key.w) {
                self.is_inert(key);
            }
            return None;
        };
        let d = V { w: d.w, r: self.t.val_of_ptr(d.r) };
        let cell = self.value_cell(d, key, now)?;
        if now == Word::NULL {
            return None;
        }
        Some(V { w: now, r: self.load_cell(cell) })
    }
    /// `d[key] = v` by this function.
    pub(super) fn record_dict_store(&mut self, f: fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()>, d: V, key: V, v: V) -> Option<R> {
        let set: fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()> = vm::interp::slow::setitem;
        if !std::ptr::fn_addr_eq(f, set) || d.w.is_ptr() && peek::header(d.w).has(flag::WATCHED) {
            return None;
        }
        let now = self.find_now(d.w, key.w)?;
        let key = self.plain(key);
        let cell = self.value_cell(d, key, now)?;
        if now == Word::NULL {
            let words = [d, key, v].map(|x| self.word_of(x.r));
            if let Err(e) = self.m.slow3(f, d.w, key.w, v.w) {
                return Some(Err(e));
            }
            self.call_helper("dict.insert", helpers::dict_insert as *const () as u64, true, &words, Type::Val, STORES);
            self.check_valid = true;
            return Some(Ok(()));
        }
        // Somebody may want to know of changes.
        let p = self.t.ptr_of_val(d.r);
        let flags = self.t.load(Cell::U32, Alias::State, p, header::FLAGS);
        let watched = self.t.const_int(i64::from(flag::WATCHED));
        let watched = self.t.int_and(flags, watched);
        let zero = self.t.const_int(0);
        let unseen = self.t.int_eq(watched, zero);
        self.t.guard_true(unseen);
        let old = self.load_cell(cell);
        if now.is_int() || now.is_float() || now.is_bool() {
            self.class(V { w: now, r: old });
        }
        let w = self.word_of(v.r);
        if self.t.ty(v.r) == Type::Val {
            self.t.retain(w);
        }
        self.t.store(Cell::Val, Alias::Global, cell, 0, w);
        if let Err(e) = self.m.slow3(f, d.w, key.w, v.w) {
            return Some(Err(e));
        }
        if !self.t.is_uncounted(old) {
            self.t.release_later(old);
        }
        Some(Ok(()))
    }
    /// `d.get(key, default)`: the receiver is an exact dict, guarded.
    pub(super) fn record_dict_get(&mut self, i: Instr, has_self: bool, args: &[V]) -> Option<R> {
        let (d, key) = (*args.first()?, *args.get(1)?);
        let now = self.find_now(d.w, key.w)?;
        let key = self.plain(key);
        let cell = self.value_cell(d, key, now)?;
        let none = V { w: Value::NONE.word(), r: self.t.const_word(word::NONE) };
        let found = match now {
            Word::NULL => args.get(2).copied().unwrap_or(none),
            w => V { w, r: self.load_cell(cell) },
        };
        if found.w.is_int() || found.w.is_float() || found.w.is_bool() {
            self.class(found);
        }
        if let Err(e) = self.m.call(i) {
            return Some(Err(e));
        }
        if !self.t.is_uncounted(found.r) {
            self.t.retain(found.r);
        }
        self.end_call(i, has_self, found.r, true);
        Some(Ok(()))
    }
    /// `key in d`: which way it is, is guarded.
    pub(super) fn record_dict_contains(&mut self, f: ColdFn, i: Instr, d: V, key: V) -> Option<R> {
        let now = self.find_now(d.w, key.w)?;
        let key = self.plain(key);
        self.value_cell(d, key, now)?;
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let found = now != Word::NULL;
        let answer = self.t.const_bool(found == (i.op() != Op::NotIn));
        let killed = self.killed_of_contains(i);
        self.finish(&killed, (i.op() != Op::JumpIn).then_some((i.a(), answer)));
        Some(Ok(()))
    }
}
