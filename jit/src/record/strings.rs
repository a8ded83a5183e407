//! Strings and bytes: comparisons, characters, lengths: loads from immutable objects, or short calls without frames or exceptions.
//!
//! A character of a string with one byte per character is the word that stands in the table of such characters
//! (`str::singles`) at its number. These words live for ever, so they are borrowed, and two of them are compared by their numbers:
//! where nobody looks at the character itself, `a[i] == b[j]` compares two bytes.

use super::{O, Recorder, T, V, peek};
use crate::engine::leaf;
use crate::ir::Ref;
use crate::ir::ops::Op as Ir;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::opt::facts::Class;
use crate::record::opaque::SAFE;
use vm::builtins::str::{self as strings, StrObj};
use vm::heap::header::Kind;
use vm::interp::exec::{Exec, Leave};
use vm::object::error::PyResult;
use vm::object::ops::{self, CmpOp};
use vm::value::{Value, Word};
use vm::vm::Vm;

fn is(w: Word, kind: Kind) -> bool {
    w.is_ptr() && peek::header(w).is_exact(kind)
}

/// An exact string with one byte per character?
pub(super) fn is_narrow(w: Word) -> bool {
    is(w, Kind::Str) && strings::get(peek::value(&w)).is_some_and(|s| s.is_narrow())
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
        if let (Some(a), Some(b)) = (self.character_code(x), self.character_code(y)) {
            let r = match op {
                CmpOp::Lt => self.t.int_lt(a, b),
                CmpOp::Le => self.t.int_le(a, b),
                CmpOp::Eq => self.t.int_eq(a, b),
                CmpOp::Ne => self.t.int_ne(a, b),
                CmpOp::Gt => self.t.int_gt(a, b),
                CmpOp::Ge => self.t.int_ge(a, b),
            };
            return Some(Ok(T { v, r }));
        }
        if matches!(op, CmpOp::Eq | CmpOp::Ne) && (self.character_code(x).is_some() || self.character_code(y).is_some()) {
            // There is only one such string.
            let same = self.t.val_eq(x.r, y.r);
            return Some(Ok(T { v, r: if op as u8 == CmpOp::Eq as u8 { same } else { self.t.bool_not(same) } }));
        }
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
        if is_str && is_narrow(x.w) {
            let (p, len) = self.narrow(x);
            let at = self.index_within(at, word::as_int(i.w.0), len);
            let r = self.single_at(p, at, own.0);
            return Some(Ok(O { own, r, counted: false }));
        }
        if is_str {
            let r = self.call_helper("str.item", leaf::item as *const () as u64, false, &[x.r, at], Type::Val, SAFE);
            self.t.guard_ne(r, word::NULL);
            return Some(Ok(O { own, r, counted: true }));
        }
        let r = self.call_pure("bytes.item", leaf::byte as *const () as u64, &[x.r, at], Type::Int);
        self.not_negative(r);
        Some(Ok(O { own, r, counted: true }))
    }
    /// The address and length of a string with one byte per character; its kind was guarded.
    pub(super) fn narrow(&mut self, x: V) -> (Ref, Ref) {
        let p = self.t.ptr_of_val(x.r);
        let width = self.t.load(Cell::U8, Alias::Fixed, p, StrObj::WIDTH as i32);
        let one = self.t.const_int(1);
        let same = self.t.int_eq(width, one);
        self.t.guard_true(same);
        (p, self.t.load(Cell::I64, Alias::Fixed, p, StrObj::LEN as i32))
    }
    /// The index that was found to be within `len` (`now` says what it is), counted from the start.
    fn index_within(&mut self, i: Ref, now: i64, len: Ref) -> Ref {
        let inside = self.t.int_ult(i, len);
        if now >= 0 {
            self.t.guard_true(inside);
            return i;
        }
        self.t.guard_false(inside);
        let zero = self.t.const_int(0);
        let negative = self.t.int_lt(i, zero);
        self.t.guard_true(negative);
        let i = self.t.int_add(i, len);
        let inside = self.t.int_ult(i, len);
        self.t.guard_true(inside);
        i
    }
    /// The character at an index that is within the string at `p`, as a borrowed word; now it is `w`.
    pub(super) fn single_at(&mut self, p: Ref, at: Ref, w: Word) -> Ref {
        let units = self.t.load(Cell::Mem, Alias::Fixed, p, StrObj::UNITS as i32);
        let code = self.t.load_at(Cell::U8, Alias::Fixed, units, at, 0, 0);
        let table = self.t.const_mem(strings::singles().as_ptr() as u64);
        let r = self.t.load_at(Cell::Val, Alias::Fixed, table, code, 3, 0);
        self.t.assume_class(r, Class::Ptr);
        let p = self.t.ptr_of_val(r);
        self.t.assume_kind(p, peek::kind_bits(w));
        r
    }
    /// The number of a value that is known to be a Latin-1 character.
    fn character_code(&mut self, x: V) -> Option<Ref> {
        if self.t.bits(x.r).is_some() {
            let code = leaf::ord(x.w);
            return (0..256).contains(&code).then(|| self.t.const_int(code));
        }
        let inst = self.t.region().inst(x.r);
        let table = strings::singles().as_ptr() as u64;
        (inst.op == Ir::load_at && self.t.bits(inst.args()[0]) == Some(table)).then(|| inst.args()[1])
    }
    /// `len(x)` of an exact string.
    pub(super) fn string_len(&mut self, x: V) -> Option<Ref> {
        let p = self.object(x)?;
        Some(self.t.load(Cell::I64, Alias::Fixed, p, StrObj::LEN as i32))
    }
    /// `ord(x)` of a string of one character.
    pub(super) fn string_ord(&mut self, x: V) -> Option<Ref> {
        if !is(x.w, Kind::Str) || leaf::ord(x.w) < 0 {
            return None;
        }
        if let Some(code) = self.character_code(x) {
            return Some(code);
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
