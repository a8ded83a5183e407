//! Exact dicts with keys that are small ints, exact strings or exact tuples: look-ups and stores without frames. Whether a key in
//! the table needs Python code to be compared shows only at run time; then the helper refuses, and the interpreter does it.

use super::{Recorder, V, peek};
use crate::engine::{quiet as helpers, runtime};
use crate::ir::types::{Type, word};
use crate::ir::{Effects, Ref};
use crate::record::opaque::SAFE;
use front::bytecode::instr::Instr;
use vm::heap::header::Kind;
use vm::interp::exec::{Exec, R};
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
    /// `d[key]`, where `d.r` is the dict's address, its kind guarded.
    pub(super) fn record_dict_load(&mut self, d: V, key: V) -> Option<V> {
        let found = self.m.dict_load(d.w, key.w);
        let key = self.plain(key);
        if !is_plain_key(key.w) {
            self.is_inert(key);
            return None;
        }
        let is_tuple = self.guard_key(key);
        let (dw, kw) = (self.t.val_of_ptr(d.r), self.word_of(key.r));
        if !is_tuple {
            let r = self.call_helper("dict.find", runtime::dict_find as *const () as u64, false, &[dw, kw], Type::Val, SAFE);
            self.guard_found(r, found.is_some());
            return Some(V { w: found?, r });
        }
        // The interpreter's fast path knows no tuples.
        let found = self.find_now(d.w, key.w)?;
        let before = self.t.snapshot();
        let r = self.call_helper("dict.find", helpers::dict_find as *const () as u64, true, &[dw, kw], Type::Val, SAFE);
        self.guard_done(r, before);
        self.guard_found(r, found != Word::NULL);
        (found != Word::NULL).then_some(V { w: found, r })
    }
    /// The value of a key now; NULL if it isn't there, None if only Python code could tell.
    fn find_now(&mut self, d: Word, key: Word) -> Option<Word> {
        match vm::interp::quiet::dict_find(self.m.vm, peek::object(d), peek::value(&key)) {
            vm::interp::quiet::Tried::Done(Ok(w)) => Some(w.unwrap_or(Word::NULL)),
            _ => None,
        }
    }
    fn guard_found(&mut self, r: Ref, found: bool) {
        if found {
            self.t.guard_ne(r, word::NULL)
        } else {
            self.t.guard_eq(r, word::NULL)
        };
    }
    /// Guards the kind of a plain key. Is it a tuple?
    fn guard_key(&mut self, key: V) -> bool {
        if key.w.is_int() {
            self.class(key);
            return false;
        }
        self.object(key);
        peek::kind(key.w) == Kind::Tuple
    }
    /// `d[key] = v` by this function.
    pub(super) fn record_dict_store(&mut self, f: fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()>, d: V, key: V, v: V) -> Option<R> {
        let set: fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()> = vm::interp::slow::setitem;
        if !std::ptr::fn_addr_eq(f, set) || !is_dict(d.w) || !is_plain_key(key.w) || self.t.has_effect() {
            return None;
        }
        self.find_now(d.w, key.w)?;
        let key = self.plain(key);
        self.object(d)?;
        self.guard_key(key);
        let before = self.t.snapshot();
        let words = [d, key, v].map(|x| self.word_of(x.r));
        if let Err(e) = self.m.slow3(f, d.w, key.w, v.w) {
            return Some(Err(e));
        }
        let old = self.call_helper("dict.set", helpers::dict_set as *const () as u64, true, &words, Type::Val, STORES);
        self.guard_done(old, before);
        self.check_valid = true;
        self.t.release_later(old);
        Some(Ok(()))
    }
    /// `d.get(key, default)`: the receiver is an exact dict, guarded.
    pub(super) fn record_dict_get(&mut self, i: Instr, has_self: bool, args: &[V]) -> Option<R> {
        let (d, key) = (*args.first()?, *args.get(1)?);
        if !is_dict(d.w) || !is_plain_key(key.w) || args.len() > 3 {
            return None;
        }
        self.find_now(d.w, key.w)?;
        let key = self.plain(key);
        self.guard_key(key);
        let before = self.t.snapshot();
        let none = self.t.const_word(word::NONE);
        let default = args.get(2).map_or(none, |v| v.r);
        let words = [d.r, key.r, default].map(|r| self.word_of(r));
        if let Err(e) = self.m.call(i) {
            return Some(Err(e));
        }
        let r = self.call_helper("dict.get", helpers::dict_get as *const () as u64, true, &words, Type::Val, SAFE);
        self.guard_done(r, before);
        self.end_call(i, has_self, r, true);
        Some(Ok(()))
    }
}
