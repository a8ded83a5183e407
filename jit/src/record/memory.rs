//! Attributes, globals, cells, containers and iterators: loads and stores of object fields.

use super::{O, Recorder, T, V, peek};
use crate::engine::runtime;
use crate::ir::ops::Op as Ir;
use crate::ir::types::{Alias, Cell, Type, header, word};
use crate::ir::{Callee, Effects, Layout, Ref};
use crate::opt::apart::owner;
use vm::builtins::module::ModuleObj;
use vm::builtins::tuple;
use vm::heap::header::Kind;
use vm::interp::exec::{AttrPlan, Exec};
use vm::object::dict::DictObj;
use vm::object::layout::offsets;
use vm::object::shape::Shape;
use vm::object::{Obj, Ref as ObjRef};
use vm::value::Word;

/// How many lists around a list are told apart from it.
const NESTED_MAX: usize = 3;
/// log2 of a word's size.
const WORD: u8 = 3;
/// Size of a dict entry.
const ENTRY: usize = size_of::<vm::object::dict::Entry>();

impl Recorder<'_> {
    // ---- attributes -----------------------------------------------------------------------

    pub(super) fn guard_shape(&mut self, x: V) -> Ref {
        self.class(x);
        let p = self.t.ptr_of_val(x.r);
        let shape = peek::header(x.w).shape();
        self.t.guard_shape(p, shape as *const Shape as u64);
        self.keep.borrow_mut().watch_type(shape.ty());
        p
    }
    /// Makes the plan constant: guards what it was made for.
    pub(super) fn guard_plan(&mut self, x: V, plan: AttrPlan) -> AttrPlan {
        match plan {
            AttrPlan::Generic => {
                self.class(x);
            }
            AttrPlan::Module(_) => {
                self.promote(x);
                let dict = peek::object::<ModuleObj>(x.w).dict.as_value().word();
                self.guard_keys(dict);
            }
            AttrPlan::Const(_) if peek::kind(x.w) == Kind::Type => {
                self.promote(x);
                self.keep.borrow_mut().watch_type(peek::type_object(x.w));
                self.keep.borrow_mut().watch_type(peek::header(x.w).ty());
            }
            AttrPlan::Inline(_) | AttrPlan::Method(_) | AttrPlan::Const(_) | AttrPlan::Getter(_) => {
                self.guard_shape(x);
            }
        }
        plan
    }
    pub(super) fn load_slot(&mut self, x: V, offset: usize) -> Ref {
        let p = self.t.ptr_of_val(x.r);
        self.t.load(Cell::Val, Alias::Slot, p, offset as i32)
    }
    pub(super) fn record_slot_store(&mut self, x: V, offset: usize, v: O) {
        let old = self.load_slot(x, offset);
        let w = self.give(&v);
        let p = self.t.ptr_of_val(x.r);
        self.t.store(Cell::Val, Alias::Slot, p, offset as i32, w);
        self.m.slot_store(x.w, offset, v.own);
        if !self.t.is_uncounted(old) {
            self.t.release_later(old);
        }
    }
    pub(super) fn record_slot_add(&mut self, x: V, offset: usize, shape: &'static Shape, v: O) {
        let w = self.give(&v);
        let p = self.t.ptr_of_val(x.r);
        let s = self.t.const_int(shape as *const Shape as i64);
        self.t.store(Cell::Val, Alias::Slot, p, offset as i32, w);
        self.t.store(Cell::I64, Alias::Shape, p, header::SHAPE, s);
        self.m.slot_add(x.w, offset, shape, v.own);
    }

    // ---- namespaces -----------------------------------------------------------------------

    /// Guards that a namespace has the keys that it has now.
    fn guard_keys(&mut self, dict: Word) -> Ref {
        let version = peek::object::<DictObj>(dict).keys_version();
        let p = self.address(dict);
        let now = self.t.load(Cell::U32, Alias::State, p, offsets().dict_version as i32);
        let want = self.t.const_int(i64::from(version));
        let same = self.t.int_eq(now, want);
        self.t.guard_true(same);
        p
    }
    fn load_entry(&mut self, dict: Ref, entry: usize) -> Ref {
        let entries = self.t.load(Cell::Mem, Alias::State, dict, offsets().dict_entries as i32);
        self.t.load(Cell::Val, Alias::Global, entries, (entry * ENTRY) as i32)
    }
    /// Functions, classes and modules in namespaces hardly ever change: the path is recorded for the one that is there.
    fn promote_code(&mut self, v: V) -> V {
        match peek::kind(v.w) {
            Kind::Function | Kind::NativeFunction | Kind::Type | Kind::Module => V { w: v.w, r: self.promote(v) },
            _ => v,
        }
    }
    pub(super) fn record_global(&mut self, site: u32) -> Option<V> {
        let w = self.m.global(site)?;
        let code = peek::code(&self.m);
        let cache = &code.caches[site as usize];
        let frame = &self.m.vm.frames[self.m.vm.frames.len() - 1];
        let (globals, builtins) = (frame.globals().word(), frame.builtins().word());
        let entry = cache.value.get() as usize;
        let p = self.guard_keys(globals);
        let p = if cache.plan.get() == 1 { p } else { self.guard_keys(builtins) };
        let r = self.load_entry(p, entry);
        Some(self.promote_code(V { w, r }))
    }
    pub(super) fn record_module_entry(&mut self, x: V, entry: usize) -> V {
        let w = self.m.module_entry(x.w, entry);
        let dict: ObjRef<DictObj> = peek::object::<ModuleObj>(x.w).dict.clone();
        let p = self.address(dict.as_value().word());
        let r = self.load_entry(p, entry);
        self.promote_code(V { w, r })
    }

    // ---- cells ------------------------------------------------------------------------------

    pub(super) fn cell_content(&mut self, cell: V) -> Ref {
        // The lowering says that the register holds a cell: no guard, so that this may stand behind an effect.
        self.t.assume_class(cell.r, crate::opt::facts::Class::Ptr);
        let p = self.t.ptr_of_val(cell.r);
        self.t.load(Cell::Val, Alias::Cell, p, offsets().cell_content as i32)
    }
    pub(super) fn record_cell_set(&mut self, r: u16, cell: V, v: O) {
        let old = self.cell_content(cell);
        let w = self.give(&v);
        let p = self.t.ptr_of_val(cell.r);
        self.t.store(Cell::Val, Alias::Cell, p, offsets().cell_content as i32, w);
        self.m.cell_set(r, v.own);
        if !self.t.is_uncounted(old) {
            self.t.release_later(old);
        }
    }

    // ---- lists and tuples ---------------------------------------------------------------------

    pub(super) fn load_list_len(&mut self, l: Ref) -> Ref {
        self.t.load(Cell::I64, Alias::Field, l, offsets().list_len as i32)
    }
    fn list_items(&mut self, l: Ref) -> Ref {
        self.t.load(Cell::Mem, Alias::Field, l, offsets().list_items as i32)
    }
    pub(super) fn load_list_item(&mut self, l: Ref, i: Ref) -> Ref {
        let items = self.list_items(l);
        self.t.load_at(Cell::Val, Alias::Element, items, i, WORD, 0)
    }
    /// Guards what a store into a list relies on, before it has had any effect.
    pub(super) fn prepare_list_store(&mut self, l: V, i: T<i64>) {
        self.guard_apart(l);
        let old = V { w: self.m.list_load(l.w, i.v), r: self.load_list_item(l.r, i.r) };
        if old.w.is_int() || old.w.is_float() || old.w.is_bool() {
            // The usual case: a list of numbers stays one, and needs no counting.
            self.class(old);
        }
    }
    pub(super) fn record_list_store(&mut self, l: V, i: T<i64>, v: O) {
        let items = self.list_items(l.r);
        let old = self.t.load_at(Cell::Val, Alias::Element, items, i.r, WORD, 0);
        let w = self.give(&v);
        self.t.store_at(Cell::Val, Alias::Element, items, i.r, WORD, 0, w);
        self.m.list_store(l.w, i.v, v.own);
        if !self.t.is_uncounted(old) {
            self.t.release_later(old);
        }
    }
    pub(super) fn record_list_push(&mut self, l: V, v: O) {
        self.emit_push(l, &v);
        self.m.list_push(l.w, v.own);
    }
    /// The region's part of an append.
    pub(super) fn emit_push(&mut self, l: V, v: &O) {
        let len = self.load_list_len(l.r);
        let capacity = self.t.load(Cell::I64, Alias::Field, l.r, offsets().list_capacity as i32);
        let items = self.list_items(l.r);
        let full = self.t.int_ge(len, capacity);
        let w = self.give(v);
        let addr = runtime::list_grow as *const () as u64;
        let effects = Effects { reads: true, writes: false, raises: false };
        let grow =
            self.t.callee(Callee { name: "list.grow".into(), addr, indirect: false, context: false, params: vec![Type::Ptr], result: Type::Mem, effects });
        let items = self.t.call_if(grow, Alias::Field, full, items, &[l.r]);
        self.t.store_at(Cell::Val, Alias::Element, items, len, WORD, 0, w);
        let one = self.t.const_int(1);
        let more = self.t.int_add(len, one);
        self.t.store(Cell::I64, Alias::Field, l.r, offsets().list_len as i32, more);
    }
    /// Guards that a list that was loaded from another list is not that one, so that changing its items leaves the other's
    /// as they are.
    pub(super) fn guard_apart(&mut self, l: V) {
        let mut inner = l.r;
        for _ in 0..NESTED_MAX {
            let Some(outer) = self.outer_list(inner) else { return };
            let same = self.t.ptr_eq(l.r, outer);
            if self.t.bits(same).is_none() {
                self.t.guard_false(same);
            }
            inner = outer;
        }
    }
    /// The list whose element this list is.
    fn outer_list(&self, l: Ref) -> Option<Ref> {
        let region = self.t.region();
        let inst = region.inst(l);
        if inst.op != Ir::ptr_of_val {
            return None;
        }
        let load = region.inst(inst.args()[0]);
        if !matches!(load.op, Ir::load | Ir::load_at) || load.alias != Alias::Element {
            return None;
        }
        let base = load.args()[0];
        let owner = owner(region, base);
        (owner != base).then_some(owner)
    }
    pub(super) fn load_tuple_len(&mut self, t: Ref) -> Ref {
        self.t.load(Cell::I64, Alias::Fixed, t, tuple::LEN_OFFSET as i32)
    }
    pub(super) fn load_tuple_item(&mut self, t: Ref, i: Ref) -> Ref {
        match self.t.bits(i) {
            Some(n) => self.t.load(Cell::Val, Alias::Fixed, t, (tuple::ITEMS_OFFSET + n as usize * 8) as i32),
            None => self.t.load_at(Cell::Val, Alias::Fixed, t, i, WORD, tuple::ITEMS_OFFSET as i32),
        }
    }
    /// A tuple or list of the registers from `start` on, which are consumed.
    pub(super) fn record_build(&mut self, start: u16, n: u16, is_tuple: bool) -> O {
        let mut items = vec![];
        for k in 0..n {
            let r = start + k;
            let v = self.read(r);
            let slot = self.slot(r);
            let counted = self.t.entry(slot).is_none_or(|e| e.1);
            items.push((v.r, counted));
        }
        let own = if is_tuple { self.m.build_tuple(start, n) } else { self.m.build_list(start, n) };
        if self.abort.is_some() {
            return O { r: self.t.const_word(own.0.0), own, counted: true };
        }
        let r = self.emit_sequence(items, own.0, is_tuple);
        for k in 0..n {
            self.clear(start + k);
        }
        O { own, r, counted: true }
    }
    /// A tuple of values and whether their references come with them. `made` is the tuple that the interpreter made.
    pub(super) fn emit_tuple(&mut self, items: Vec<(Ref, bool)>, made: Word) -> Ref {
        self.emit_sequence(items, made, true)
    }
    fn emit_sequence(&mut self, items: Vec<(Ref, bool)>, made: Word, is_tuple: bool) -> Ref {
        let n = items.len() as u32;
        let words: Vec<Ref> = items
            .into_iter()
            .map(|(r, counted)| {
                let w = self.word_of(r);
                if !counted {
                    self.t.retain(w);
                }
                w
            })
            .collect();
        let (name, addr, size) = match is_tuple {
            true => ("tuple", runtime::alloc_tuple as *const () as u64, tuple::ITEMS_OFFSET as u32 + 8 * n),
            false => ("list", runtime::alloc_list as *const () as u64, 40),
        };
        let removable = is_tuple && n > 0;
        let layout = self.t.layout(Layout { name: name.into(), addr, words: [u64::from(n), 0], size, removable });
        let p = self.t.allocate(layout);
        self.t.assume_kind(p, peek::kind_bits(made));
        if is_tuple {
            let len = self.t.const_int(i64::from(n));
            self.t.store(Cell::I64, Alias::Fixed, p, tuple::LEN_OFFSET as i32, len);
        }
        let (base, offset, alias) = match is_tuple {
            true => (p, tuple::ITEMS_OFFSET, Alias::Fixed),
            false if n > 0 => (self.list_items(p), 0, Alias::Element),
            false => (p, 0, Alias::Element),
        };
        for (k, w) in words.into_iter().enumerate() {
            self.t.store(Cell::Val, alias, base, (offset + 8 * k) as i32, w);
        }
        self.t.val_of_ptr(p)
    }
    /// The value of an entry of a dict that is a constant of the path; guards its keys.
    pub(super) fn dict_entry(&mut self, dict: Word, entry: usize) -> Ref {
        let p = self.guard_keys(dict);
        self.load_entry(p, entry)
    }

    // ---- iteration ----------------------------------------------------------------------------

    pub(super) fn record_iter_next(&mut self, it: V) -> Option<Option<O>> {
        if self.class(it) != crate::opt::facts::Class::Ptr {
            return None;
        }
        let p = self.object(it)?;
        let o = offsets();
        match peek::kind(it.w) {
            Kind::RangeIter => {
                let zero = self.t.const_int(0);
                let left = self.t.load(Cell::I64, Alias::Iter, p, o.range_remaining as i32);
                let more = self.t.int_gt(left, zero);
                let Some(own) = self.m.iter_next(it.w)? else {
                    self.t.guard_false(more);
                    return Some(None);
                };
                self.t.guard_true(more);
                let v = self.t.load(Cell::I64, Alias::Iter, p, o.range_next as i32);
                let step = self.t.load(Cell::I64, Alias::Fixed, p, o.range_step as i32);
                let one = self.t.const_int(1);
                let (next, left) = (self.t.int_add(v, step), self.t.int_sub(left, one));
                self.t.guard_fits(v);
                self.t.store(Cell::I64, Alias::Iter, p, o.range_remaining as i32, left);
                self.t.store(Cell::I64, Alias::Iter, p, o.range_next as i32, next);
                Some(Some(O { own, r: v, counted: true }))
            }
            Kind::ListIter => self.next_item(it, p, (o.list_iter_list, o.list_iter_index), Recorder::load_list_len, Recorder::load_list_item),
            Kind::TupleIter => self.next_item(it, p, (o.tuple_iter_tuple, o.tuple_iter_index), Recorder::load_tuple_len, Recorder::load_tuple_item),
            _ => None,
        }
    }
    /// The next item of an iterator at `p` over a sequence; `fields` are the offsets of the sequence and the index.
    pub(super) fn next_item(
        &mut self,
        it: V,
        p: Ref,
        fields: (usize, usize),
        len: fn(&mut Self, Ref) -> Ref,
        item: fn(&mut Self, Ref, Ref) -> Ref,
    ) -> Option<Option<O>> {
        let s = self.t.load(Cell::Val, Alias::Iter, p, fields.0 as i32);
        self.t.guard_ne(s, word::NULL);
        let s = self.t.ptr_of_val(s);
        let i = self.t.load(Cell::I64, Alias::Iter, p, fields.1 as i32);
        let n = len(self, s);
        let cond = self.t.int_ult(i, n);
        let Some(Some(own)) = self.m.iter_next(it.w) else {
            self.t.guard_false(cond);
            return None;
        };
        self.t.guard_true(cond);
        let item = item(self, s, i);
        let v = self.loaded(own, item);
        self.advance(p, fields.1, i);
        Some(Some(v))
    }
    /// An item that the iterator hands out: numbers by their class, other words with a reference.
    pub(super) fn loaded(&mut self, own: vm::interp::concrete::Own, item: Ref) -> O {
        let v = V { w: own.0, r: item };
        if own.0.is_int() || own.0.is_float() || own.0.is_bool() {
            self.class(v);
            let r = match own.0 {
                w if w.is_int() => self.t.int_of_val(item),
                w if w.is_float() => self.t.float_of_val(item),
                _ => self.t.bool_of_val(item),
            };
            return O { own, r, counted: true };
        }
        self.t.retain(item);
        O { own, r: item, counted: true }
    }
    pub(super) fn advance(&mut self, p: Ref, offset: usize, i: Ref) {
        let one = self.t.const_int(1);
        let next = self.t.int_add(i, one);
        self.t.store(Cell::I64, Alias::Iter, p, offset as i32, next);
    }
}

const _: () = assert!(std::mem::offset_of!(Obj<tuple::TupleObj>, data) == header::SHAPE as usize + 8);
