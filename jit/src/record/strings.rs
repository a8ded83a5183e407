//! Strings and bytes: comparisons, characters, lengths. Each is a short call on immutable objects, without frames or exceptions.

use super::{O, Recorder, T, V, peek};
use crate::engine::leaf;
use crate::ir::Ref;
use crate::ir::types::{Type, word};
use crate::record::opaque::SAFE;
use vm::heap::header::Kind;
use vm::interp::exec::{Exec, Leave};
use vm::object::error::PyResult;
use vm::object::ops::{self, CmpOp};
use vm::value::{Value, Word};
use vm::vm::Vm;

fn is(w: Word, kind: Kind) -> bool {
    w.is_ptr() && peek::header(w).is_exact(kind)
}

impl Recorder<'_> {
    /// A comparison of exact strings.
    pub(super) fn compare_strings(&mut self, op: CmpOp, x: V, y: V) -> Option<Result<T<bool>, Leave>> {
        if !is(x.w, Kind::Str) || !is(y.w, Kind::Str) {
            return None;
        }
        self.object(x)?;
        self.object(y)?;
        let v = match self.m.slow_compare_bool(op, x.w, y.w) {
            Ok(v) => v,
            Err(e) => return Some(Err(e)),
        };
        let r = match op {
            CmpOp::Eq | CmpOp::Ne => {
                let equal = self.call_pure("str.eq", leaf::equal as *const () as u64, &[x.r, y.r], Type::Bool);
                if op as u8 == CmpOp::Eq as u8 { equal } else { self.t.bool_not(equal) }
            }
            _ => {
                let which = self.t.const_int(op as i64);
                self.call_pure("str.compare", leaf::compare as *const () as u64, &[which, x.r, y.r], Type::Bool)
            }
        };
        Some(Ok(T { v, r }))
    }
    /// `x[i]` of an exact string or bytes; leaves when the index is out of range.
    pub(super) fn character(&mut self, f: fn(&mut Vm, &Value, &Value) -> PyResult<Value>, x: V, i: V) -> Option<Result<O, Leave>> {
        let getitem: fn(&mut Vm, &Value, &Value) -> PyResult<Value> = ops::getitem;
        let is_str = is(x.w, Kind::Str);
        if !std::ptr::fn_addr_eq(f, getitem) || !i.w.is_int() || !is_str && !is(x.w, Kind::Bytes) {
            return None;
        }
        self.object(x)?;
        self.class(i);
        let at = self.int_of(i);
        let own = match self.m.slow2(f, x.w, i.w) {
            Ok(own) => own,
            Err(e) => return Some(Err(e)),
        };
        if is_str {
            let r = self.call_helper("str.item", leaf::item as *const () as u64, false, &[x.r, at], Type::Val, SAFE);
            self.t.guard_ne(r, word::NULL);
            return Some(Ok(O { own, r, counted: true }));
        }
        let r = self.call_pure("bytes.item", leaf::byte as *const () as u64, &[x.r, at], Type::Int);
        self.not_negative(r);
        Some(Ok(O { own, r, counted: true }))
    }
    /// `len(x)` of an exact string.
    pub(super) fn string_len(&mut self, x: V) -> Option<Ref> {
        self.object(x)?;
        Some(self.call_pure("str.len", leaf::len as *const () as u64, &[x.r], Type::Int))
    }
    /// `ord(x)` of a string of one character.
    pub(super) fn string_ord(&mut self, x: V) -> Option<Ref> {
        if !is(x.w, Kind::Str) || leaf::ord(x.w) < 0 {
            return None;
        }
        self.object(x)?;
        let r = self.call_pure("ord", leaf::ord as *const () as u64, &[x.r], Type::Int);
        self.not_negative(r);
        Some(r)
    }
    fn not_negative(&mut self, r: Ref) {
        let zero = self.t.const_int(0);
        let fine = self.t.int_ge(r, zero);
        self.t.guard_true(fine);
    }
}
