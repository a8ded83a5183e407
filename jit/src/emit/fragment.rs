//! Fragments: a path behind an exit of a large region becomes code of its own, because compiling all of the region again would
//! cost more than the path is worth.
//!
//! A fragment begins with the exit's state: live values come from the exit buffer, in the form in which the exit left them, and
//! whatever the exit does not mention is in memory. It ends like any other path, but for the head of a loop that has code of its
//! own: there it stores its registers and *links*.

use super::{DROPPED, TraceBuilder};
use crate::ir::ops::Op;
use crate::ir::types::{Alias, Cell, Type};
use crate::ir::{End, FunctionRoot, Inst, Layout, Ref, Region};
use crate::lower::abi::JitContext;
use crate::snapshot::encode::{Exit, Source};
use crate::snapshot::{Entry, Resume, Snapshot};

impl TraceBuilder {
    /// A builder for the path behind an exit. `function` is the root of the function that the exit leaves, with the number of
    /// its locals. None if nothing can go on there: the exit raises, or must make an object that only exits know to make.
    pub fn behind(exit: &Exit, layouts: &[Layout], function: Option<(FunctionRoot, u32)>) -> Option<TraceBuilder> {
        let computed = exit.objects.iter().any(|(layout, _)| layouts[*layout as usize].is_computed());
        if exit.resume != Resume::Run || computed {
            return None;
        }
        let mut t = TraceBuilder::in_entry(*exit.frames.first()?);
        t.region.fragment = true;
        t.region.function = function.map(|f| f.0);
        t.frames = exit.frames.clone();
        let context = t.region.push(Region::ENTRY, Inst::simple(Op::context, &[]));
        let mut state = Handed { context, live: vec![], objects: vec![] };
        for (layout, _) in &exit.objects {
            let layout = t.layout(layouts[*layout as usize].clone());
            let object = t.emit(Inst::new(Op::allocate, Type::Ptr, &[], layout));
            state.objects.push((object, false));
        }
        for (n, (_, cells)) in exit.objects.iter().enumerate() {
            for &(offset, cell, source) in cells {
                let (value, own) = t.handed(&mut state, source);
                let value = t.as_cell(value, cell);
                if !own && cell.ty() == Type::Val {
                    t.emit(Inst::simple(Op::retain, &[value]));
                }
                let object = state.objects[n].0;
                t.emit(Inst::access(Op::store, cell, Alias::Slot, &[object, value], offset, 0));
            }
        }
        for &(slot, source) in &exit.slots {
            let (value, own) = t.handed(&mut state, source);
            if !own && !t.is_uncounted(value) {
                t.emit(Inst::simple(Op::retain, &[value]));
            }
            if slot >= DROPPED {
                // (A number was tagged for nothing.)
                t.pending.extend((t.ty(value) == Type::Val).then_some(value));
            } else {
                t.slots.insert(slot, Entry::Value { value, own: true });
            }
        }
        // A function gives its locals up when it returns.
        for slot in 0..function.map_or(0, |f| f.1) {
            if !t.slots.contains_key(&slot) {
                t.add_slot(slot);
            }
        }
        // The path has a block of its own: registers that it finds in memory later are loaded at the end of this one.
        let jump_snap = t.state(Resume::Run);
        let body = t.region.add_block();
        t.region.block_mut(Region::ENTRY).end = End::Jump { to: body, args: vec![], snap: jump_snap, outer: false };
        t.block = body;
        t.effect = None;
        t.snap = None;
        // Ints in registers are of the small kind from here on.
        let ints: Vec<Ref> = t.slots.values().filter_map(|e| if let Entry::Value { value, .. } = e { Some(*value) } else { None }).collect();
        for v in ints {
            if t.ty(v) == Type::Int && t.bits(v).is_none() {
                t.emit(Inst::simple(Op::guard_fits, &[v]));
            }
        }
        Some(t)
    }
    /// Does the region go on behind an exit?
    pub fn is_fragment(&self) -> bool {
        self.region.fragment
    }
    /// A value that the exit hands over, and whether its reference comes along.
    fn handed(&mut self, state: &mut Handed, source: Source) -> (Ref, bool) {
        match source {
            Source::Constant { ty, bits, own } => (self.region.constant(ty, bits), own),
            Source::Object(n) => {
                let (object, used) = &mut state.objects[n as usize];
                let own = !std::mem::replace(used, true);
                let object = *object;
                (self.emit(Inst::simple(Op::val_of_ptr, &[object])), own)
            }
            Source::Live { ty, index, own } => {
                if let Some(&(_, value)) = state.live.iter().find(|l| l.0 == index) {
                    return (value, own);
                }
                let value = self.cell_of_buffer(state.context, ty, index);
                state.live.push((index, value));
                (value, own)
            }
        }
    }
    /// Loads a cell of the exit buffer.
    fn cell_of_buffer(&mut self, context: Ref, ty: Type, index: u32) -> Ref {
        let offset = JitContext::EXIT + 8 * index as i32;
        let cell = match ty {
            Type::Float => Cell::F64,
            Type::Val => Cell::Val,
            Type::Ptr => Cell::Ptr,
            Type::Bool => Cell::U8,
            Type::Int | Type::Nat => Cell::I64,
            Type::Unit | Type::Mem => unreachable!("no register content"),
        };
        let v = self.emit(Inst::access(Op::load, cell, Alias::State, &[context], offset, 0));
        let op = match ty {
            Type::Ptr => Op::val_of_ptr,
            Type::Nat => Op::nat_of_int,
            Type::Bool => {
                let zero = self.region.constant(Type::Int, 0);
                return self.emit(Inst::simple(Op::int_ne, &[v, zero]));
            }
            _ => return v,
        };
        self.emit(Inst::simple(op, &[v]))
    }
    /// A value as the content of an object's cell.
    fn as_cell(&mut self, value: Ref, cell: Cell) -> Ref {
        match (self.ty(value), cell.ty()) {
            (Type::Val, Type::Ptr) => self.emit(Inst::simple(Op::ptr_of_val, &[value])),
            (from, Type::Val) if from != Type::Val => self.coerce(value, Type::Val),
            (Type::Bool, Type::Int) => self.emit(Inst::simple(Op::int_of_bool, &[value])),
            (Type::Nat, Type::Int) => self.emit(Inst::simple(Op::int_of_nat, &[value])),
            _ => value,
        }
    }
    /// Ends the path at the head of a loop that has code of its own: all registers go to memory, where that code looks for them.
    pub fn link(&mut self) {
        self.flush_releases();
        for (slot, value, own) in self.known_slots() {
            let word = self.coerce(value, Type::Val);
            if !own {
                self.emit(Inst::simple(Op::retain, &[word]));
            }
            self.emit(Inst::access(Op::store, Cell::Val, Alias::Frame, &[self.base, word], (slot * 8) as i32, 0));
        }
        let snap = self.region.add_snap(Snapshot { resume: Resume::Link, frames: self.frames.clone(), slots: vec![], objects: vec![] });
        self.region.block_mut(self.block).end = End::Exit(snap);
    }
}

/// What has been taken over from the exit so far.
struct Handed {
    context: Ref,
    /// Cells of the buffer with their values.
    live: Vec<(u32, Ref)>,
    /// The objects that the exit would make, and whether their own reference was used.
    objects: Vec<(Ref, bool)>,
}
