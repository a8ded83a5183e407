//! Iterators over iterators that are stepped in place: `enumerate` of a list, tuple or str, and the iterator of a str. Their
//! positions are fields like those of other iterators, so the compiled loop needs no call; the pair is a tuple that vanishes
//! when it is unpacked at once. The last step, which ends them, goes the general way.

use super::{Recorder, V, peek};
use crate::engine::leaf;
use crate::ir::Ref;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::record::opaque::SAFE;
use front::bytecode::instr::Instr;
use vm::builtins::iterators::{self, Enumerate};
use vm::builtins::str::{self as strings, StrIter};
use vm::builtins::tuple;
use vm::heap::header::Kind;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};
use vm::object::layout::offsets;
use vm::value::Word;

/// A guarded step: the item (a word, maybe with a reference of its own) and the position to move on.
struct Step {
    item: Ref,
    counted: bool,
    position: (Ref, usize, Ref),
}

fn is_enumerate(w: Word) -> bool {
    peek::kind(w) == Kind::Native && std::ptr::eq(peek::header(w).ty(), iterators::ENUMERATE.get())
}
fn is_str_iter(w: Word) -> bool {
    peek::kind(w) == Kind::Native && std::ptr::eq(peek::header(w).ty(), strings::ITER.get())
}

impl Recorder<'_> {
    /// `ForIter` of such an iterator, which is not at its end.
    pub(super) fn next_known(&mut self, f: ColdFn, i: Instr, it: V) -> Option<R> {
        if !it.w.is_ptr() {
            return None;
        }
        if is_str_iter(it.w) {
            let step = self.str_step(it)?;
            return Some(self.take_step(f, i, None, step));
        }
        if !is_enumerate(it.w) {
            return None;
        }
        let e = peek::object::<Enumerate>(it.w);
        let (inner, count) = (e.it.word(), e.count.borrow().word());
        let kind = peek::kind(inner);
        if !count.is_int() || !matches!(kind, Kind::ListIter | Kind::TupleIter) && !is_str_iter(inner) || self.at_end(inner) {
            return None;
        }
        self.guard_shape(it);
        let p = self.t.ptr_of_val(it.r);
        let o = offsets();
        let number = self.t.load(Cell::Val, Alias::Count, p, o.enumerate_count as i32);
        self.class(V { w: count, r: number });
        let n = self.t.int_of_val(number);
        let one = self.t.const_int(1);
        let next = self.t.int_add_ovf(n, one);
        let inner_r = self.t.load(Cell::Val, Alias::Fixed, p, o.enumerate_inner as i32);
        let inner = V { w: inner, r: inner_r };
        let step = match kind {
            Kind::ListIter => self.sequence_step(inner, (o.list_iter_list, o.list_iter_index), true)?,
            Kind::TupleIter => self.sequence_step(inner, (o.tuple_iter_tuple, o.tuple_iter_index), false)?,
            _ => self.str_step(inner)?,
        };
        Some(self.take_step(f, i, Some((p, number, next)), step))
    }
    /// Is a list, tuple or str iterator at its end?
    fn at_end(&self, it: Word) -> bool {
        let (sequence, index) = match peek::kind(it) {
            Kind::ListIter => {
                let o = peek::object::<iterators::ListIter>(it);
                (o.list.borrow().clone(), o.index.get())
            }
            Kind::TupleIter => {
                let o = peek::object::<iterators::TupleIter>(it);
                (o.tuple.borrow().clone(), o.index.get())
            }
            _ => {
                let o = peek::object::<StrIter>(it);
                (o.text.borrow().clone(), o.index.get())
            }
        };
        let len = match peek::kind(sequence.word()) {
            Kind::List => peek::object::<vm::builtins::list::ListObj>(sequence.word()).items().len(),
            Kind::Tuple => tuple::items(&sequence).len(),
            Kind::Str => leaf::len(sequence.word()) as usize,
            _ => 0,
        };
        index >= len
    }
    /// Guards a step of a list or tuple iterator.
    fn sequence_step(&mut self, it: V, fields: (usize, usize), is_list: bool) -> Option<Step> {
        let p = self.object(it)?;
        let s = self.t.load(Cell::Val, Alias::Iter, p, fields.0 as i32);
        self.t.guard_ne(s, word::NULL);
        let s = self.t.ptr_of_val(s);
        let i = self.t.load(Cell::I64, Alias::Iter, p, fields.1 as i32);
        let len = if is_list { self.load_list_len(s) } else { self.load_tuple_len(s) };
        let cond = self.t.int_ult(i, len);
        self.t.guard_true(cond);
        let item = if is_list { self.load_list_item(s, i) } else { self.load_tuple_item(s, i) };
        Some(Step { item, counted: false, position: (p, fields.1, i) })
    }
    /// Guards a step of a str iterator.
    fn str_step(&mut self, it: V) -> Option<Step> {
        if self.at_end(it.w) {
            return None;
        }
        self.guard_shape(it);
        let (p, o) = (self.t.ptr_of_val(it.r), offsets());
        let s = self.t.load(Cell::Val, Alias::Iter, p, o.str_iter_text as i32);
        let i = self.t.load(Cell::I64, Alias::Iter, p, o.str_iter_index as i32);
        let iterator = peek::object::<StrIter>(it.w);
        let (text, at) = (iterator.text.borrow().word(), iterator.index.get());
        if super::strings::is_narrow(text) {
            let text = V { w: text, r: s };
            self.object(text)?;
            let (q, len) = self.narrow(text);
            let inside = self.t.int_ult(i, len);
            self.t.guard_true(inside);
            let now = strings::get(peek::value(&text.w)).map_or(0, |s| s.units().get(at));
            let item = self.single_at(q, i, Word(strings::singles()[now as usize & 255]));
            return Some(Step { item, counted: false, position: (p, o.str_iter_index, i) });
        }
        let item = self.call_helper("str.item", leaf::item as *const () as u64, false, &[s, i], Type::Val, SAFE);
        self.t.guard_ne(item, word::NULL);
        Some(Step { item, counted: true, position: (p, o.str_iter_index, i) })
    }
    /// Takes the step: the concrete one, then the stores. `count` is the enumerate with its number and the next one.
    fn take_step(&mut self, f: ColdFn, i: Instr, count: Option<(Ref, Ref, Ref)>, step: Step) -> R {
        self.m.cold(f, i)?;
        let made = peek::register(&self.m, i.b());
        let w = match count {
            Some(_) => tuple::items(peek::value(&made)).get(1).map_or(Word::NULL, |v| v.word()),
            None => made,
        };
        let item = V { w, r: step.item };
        if w.is_int() || w.is_float() || w.is_bool() {
            self.class(item);
        } else if !step.counted {
            self.t.retain(step.item);
        }
        let (p, offset, at) = step.position;
        self.advance(p, offset, at);
        let value = match count {
            Some((e, number, next)) => {
                let next = self.t.val_of_int(next);
                self.t.store(Cell::Val, Alias::Count, e, offsets().enumerate_count as i32, next);
                self.make_tuple(&[number, step.item], made)
            }
            None => step.item,
        };
        self.finish(&[], Some((i.b(), value)));
        Ok(())
    }
}
