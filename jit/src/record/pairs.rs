//! Iterators over iterators that are stepped in place: `enumerate` and `zip` of lists, tuples, ranges and strings, nested as they may be,
//! and the iterator of a str. Their positions are fields like those of other iterators, so the compiled loop needs no call; a pair
//! is a tuple that vanishes when it is unpacked at once. The last step, which ends them, goes the general way.
//!
//! All guards come first, then the concrete step, then what moves. So the iterators at the bottom must be different ones, which is
//! guarded: `zip(it, it)` takes two items of one.

use super::{Recorder, V, peek};
use crate::engine::leaf;
use crate::ir::Ref;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::record::opaque::SAFE;
use front::bytecode::instr::Instr;
use vm::builtins::iterators::{self, Enumerate, Zip};
use vm::builtins::range::RangeIter;
use vm::builtins::str::{self as strings, StrIter};
use vm::builtins::tuple;
use vm::heap::header::Kind;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};
use vm::object::layout::offsets;
use vm::value::Word;

/// A guarded step of one iterator: the item (a word, maybe with a reference of its own) and the fields that move on.
struct Step {
    item: Ref,
    counted: bool,
    /// The iterator, now and in the region.
    iterator: (Word, Ref),
    moves: Vec<(usize, Ref)>,
}
/// A guarded step of a tree of iterators.
enum Known {
    One(Step),
    /// An enumerate: its address, number and next number.
    Numbered(Ref, Ref, Ref, Box<Known>),
    Row(Vec<Known>),
}

/// Iterators side by side, and levels of them.
const WIDTH: usize = 4;

fn is_enumerate(w: Word) -> bool {
    peek::kind(w) == Kind::Native && std::ptr::eq(peek::header(w).ty(), iterators::ENUMERATE.get())
}
fn is_zip(w: Word) -> bool {
    peek::kind(w) == Kind::Native && std::ptr::eq(peek::header(w).ty(), iterators::ZIP.get())
}
fn is_str_iter(w: Word) -> bool {
    peek::kind(w) == Kind::Native && std::ptr::eq(peek::header(w).ty(), strings::ITER.get())
}

impl Recorder<'_> {
    /// `ForIter` of such an iterator, which is not at its end.
    pub(super) fn next_known(&mut self, f: ColdFn, i: Instr, it: V) -> Option<R> {
        if !it.w.is_ptr() || !is_str_iter(it.w) && !is_enumerate(it.w) && !is_zip(it.w) || !self.has_next(it.w, 0) {
            return None;
        }
        let known = self.known(it)?;
        let mut bottom = vec![];
        bottom_of(&known, &mut bottom);
        for (k, a) in bottom.iter().enumerate() {
            for b in &bottom[k + 1..] {
                if a.0 == b.0 {
                    return None;
                }
                let same = self.t.ptr_eq(a.1, b.1);
                self.t.guard_false(same);
            }
        }
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let made = peek::register(&self.m, i.b());
        self.guard_items(&known, made);
        let value = self.take_items(known, made);
        self.finish(&[], Some((i.b(), value)));
        Some(Ok(()))
    }
    /// Is it a tree of known iterators none of which is at its end?
    fn has_next(&self, it: Word, level: usize) -> bool {
        if level > WIDTH || !it.is_ptr() {
            return false;
        }
        if is_enumerate(it) {
            let e = peek::object::<Enumerate>(it);
            return e.count.borrow().word().is_int() && self.has_next(e.it.word(), level + 1);
        }
        if is_zip(it) {
            let its = peek::object::<Zip>(it).iterators();
            return its.is_some_and(|its| (1..=WIDTH).contains(&its.len()) && its.iter().all(|x| self.has_next(x.word(), level + 1)));
        }
        let known = matches!(peek::kind(it), Kind::ListIter | Kind::TupleIter | Kind::RangeIter) || is_str_iter(it);
        known && !self.at_end(it)
    }
    fn known(&mut self, it: V) -> Option<Known> {
        let o = offsets();
        if is_enumerate(it.w) {
            let e = peek::object::<Enumerate>(it.w);
            let (inner, count) = (e.it.word(), e.count.borrow().word());
            self.guard_shape(it);
            let p = self.t.ptr_of_val(it.r);
            let number = self.t.load(Cell::Val, Alias::Count, p, o.enumerate_count as i32);
            self.class(V { w: count, r: number });
            let n = self.t.int_of_val(number);
            let one = self.t.const_int(1);
            let next = self.t.int_add_ovf(n, one);
            let r = self.t.load(Cell::Val, Alias::Fixed, p, o.enumerate_inner as i32);
            let inner = self.known(V { w: inner, r })?;
            return Some(Known::Numbered(p, number, next, Box::new(inner)));
        }
        if is_zip(it.w) {
            let its: Vec<Word> = peek::object::<Zip>(it.w).iterators()?.iter().map(|x| x.word()).collect();
            self.guard_shape(it);
            let p = self.t.ptr_of_val(it.r);
            let (len, n) = (self.t.load(Cell::I64, Alias::Fixed, p, o.zip_len as i32), self.t.const_int(its.len() as i64));
            let same = self.t.int_eq(len, n);
            self.t.guard_true(same);
            let items = self.t.load(Cell::Mem, Alias::Fixed, p, o.zip_items as i32);
            let mut row = vec![];
            for (k, w) in its.into_iter().enumerate() {
                let r = self.t.load(Cell::Val, Alias::Fixed, items, 8 * k as i32);
                row.push(self.known(V { w, r })?);
            }
            return Some(Known::Row(row));
        }
        Some(Known::One(match peek::kind(it.w) {
            Kind::ListIter => self.sequence_step(it, (o.list_iter_list, o.list_iter_index), true)?,
            Kind::TupleIter => self.sequence_step(it, (o.tuple_iter_tuple, o.tuple_iter_index), false)?,
            Kind::RangeIter => self.range_step(it)?,
            _ => self.str_step(it)?,
        }))
    }
    /// Guards the classes of numbers among the items.
    fn guard_items(&mut self, known: &Known, made: Word) {
        match known {
            Known::One(step) => {
                if made.is_int() || made.is_float() || made.is_bool() {
                    self.class(V { w: made, r: step.item });
                }
            }
            Known::Numbered(.., inner) => self.guard_items(inner, part(made, 1)),
            Known::Row(row) => row.iter().enumerate().for_each(|(k, x)| self.guard_items(x, part(made, k))),
        }
    }
    /// Moves the iterators on; the result is the item, owned.
    fn take_items(&mut self, known: Known, made: Word) -> Ref {
        match known {
            Known::One(step) => {
                if !(made.is_int() || made.is_float() || made.is_bool() || step.counted) {
                    self.t.retain(step.item);
                }
                for (offset, value) in step.moves {
                    self.t.store(Cell::I64, Alias::Iter, step.iterator.1, offset as i32, value);
                }
                step.item
            }
            Known::Numbered(p, number, next, inner) => {
                let item = self.take_items(*inner, part(made, 1));
                let next = self.t.val_of_int(next);
                self.t.store(Cell::Val, Alias::Count, p, offsets().enumerate_count as i32, next);
                self.make_tuple(&[number, item], made)
            }
            Known::Row(row) => {
                let items: Vec<Ref> = row.into_iter().enumerate().map(|(k, x)| self.take_items(x, part(made, k))).collect();
                self.make_tuple(&items, made)
            }
        }
    }
    /// Is a list, tuple, range or str iterator at its end?
    fn at_end(&self, it: Word) -> bool {
        if peek::kind(it) == Kind::RangeIter {
            return peek::object::<RangeIter>(it).remaining.get() <= 0;
        }
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
        Some(self.step(it, (item, false), p, fields.1, i))
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
            return Some(self.step(it, (item, false), p, o.str_iter_index, i));
        }
        let item = self.call_helper("str.item", leaf::item as *const () as u64, false, &[s, i], Type::Val, SAFE);
        self.t.guard_ne(item, word::NULL);
        Some(self.step(it, (item, true), p, o.str_iter_index, i))
    }
    /// Guards a step of a range iterator.
    fn range_step(&mut self, it: V) -> Option<Step> {
        let (p, o) = (self.object(it)?, offsets());
        let (zero, one) = (self.t.const_int(0), self.t.const_int(1));
        let left = self.t.load(Cell::I64, Alias::Iter, p, o.range_remaining as i32);
        let more = self.t.int_gt(left, zero);
        self.t.guard_true(more);
        let v = self.t.load(Cell::I64, Alias::Iter, p, o.range_next as i32);
        let step = self.t.load(Cell::I64, Alias::Fixed, p, o.range_step as i32);
        self.t.guard_fits(v);
        let (next, left) = (self.t.int_add(v, step), self.t.int_sub(left, one));
        let item = self.t.val_of_int(v);
        Some(Step { item, counted: true, iterator: (it.w, p), moves: vec![(o.range_remaining, left), (o.range_next, next)] })
    }
    fn step(&mut self, it: V, item: (Ref, bool), p: Ref, offset: usize, at: Ref) -> Step {
        let one = self.t.const_int(1);
        let next = self.t.int_add(at, one);
        Step { item: item.0, counted: item.1, iterator: (it.w, p), moves: vec![(offset, next)] }
    }
}

/// The iterators at the bottom of a tree.
fn bottom_of(known: &Known, all: &mut Vec<(Word, Ref)>) {
    match known {
        Known::One(step) => all.push(step.iterator),
        Known::Numbered(.., inner) => bottom_of(inner, all),
        Known::Row(row) => row.iter().for_each(|x| bottom_of(x, all)),
    }
}
/// An item of the tuple that the interpreter made.
fn part(made: Word, k: usize) -> Word {
    tuple::items_opt(peek::value(&made)).and_then(|t| t.get(k)).map_or(Word::NULL, |v| v.word())
}
