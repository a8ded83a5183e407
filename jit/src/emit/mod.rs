//! How a recorder writes a region: [`TraceBuilder`] keeps the state of the recorded interpreter (frames, registers), makes
//! snapshots when a guard needs one, and folds while emitting.
//!
//! A recorder calls [`TraceBuilder::at`] at the start of each bytecode, reads registers with `register` and writes them with
//! `set_register`, and emits ops through one method per row of the op table (`int_add`, `guard_int`, ...), which return the
//! value that holds the result: maybe an older one. Guards take the snapshot of the current bytecode's start by themselves, and
//! so must come before its effects: debug builds refuse a guard behind one.
//!
//! A region starts with the root loop's header. Its registers become header parameters when they are first read, or when a
//! path that changed them closes the loop: `add_slot` then completes all snapshots and jumps written before.

mod fragment;
mod function;
mod ops;
mod other;
mod side;
mod slots;

use crate::ir::ops::{Effect, Op};
use crate::ir::types::Type;
use crate::ir::{BlockId, Callee, End, Header, Inst, Layout, Ref, Region, SnapId};
use crate::opt::facts::Facts;
use crate::opt::fold::{self, Folded};
use crate::snapshot::{Entry, FrameDesc, Resume, Snapshot, Virtual};
use std::collections::BTreeMap;

/// Registers from this number on are none: references that an exit releases once the frames are rebuilt.
pub const DROPPED: u32 = 1 << 24;

/// Writes one path of a region.
pub struct TraceBuilder {
    region: Region,
    block: BlockId,
    facts: Facts,
    frames: Vec<FrameDesc>,
    slots: BTreeMap<u32, Entry>,
    snap: Option<SnapId>,
    effect: Option<Op>,
    pending: Vec<Ref>,
    base: Ref,
    folding: bool,
    dead: bool,
    misplaced: bool,
}

impl TraceBuilder {
    /// A builder for the root path of a new region: in the loop header at the frame's pc, validity checked.
    pub fn new(frame: FrameDesc) -> TraceBuilder {
        let mut t = TraceBuilder::in_entry(frame);
        t.begin_loop();
        t
    }
    /// A builder in the entry block of a new region.
    fn in_entry(frame: FrameDesc) -> TraceBuilder {
        let mut region = Region::new();
        let base = region.push(Region::ENTRY, Inst::simple(Op::base, &[]));
        TraceBuilder {
            region,
            block: Region::ENTRY,
            facts: Facts::default(),
            frames: vec![frame],
            slots: BTreeMap::new(),
            snap: None,
            effect: None,
            pending: vec![],
            base,
            folding: true,
            dead: false,
            misplaced: false,
        }
    }
    /// Switches folding off: every op is written as asked for. Tests compare such regions with optimised ones.
    pub fn without_folding(mut self) -> TraceBuilder {
        self.folding = false;
        self
    }
    /// The region so far.
    pub fn region(&self) -> &Region {
        &self.region
    }
    /// Ends building; the path must have been closed.
    pub fn finish(self) -> Region {
        self.region
    }
    /// Is the current path closed?
    pub fn is_closed(&self) -> bool {
        self.region.block(self.block).end != End::Open
    }

    // -- the interpreter's state ------------------------------------------------------------------------------------

    /// A bytecode starts in the innermost frame: guards until the next call resume here.
    pub fn at(&mut self, pc: u32) {
        let frame = self.frames.last_mut().expect("the loop's own frame is never popped");
        if frame.pc != pc || self.effect.is_some() || !self.pending.is_empty() {
            frame.pc = pc;
            self.snap = None;
        }
        self.effect = None;
        if !self.pending.is_empty() {
            self.flush_releases();
            self.snap = None;
        }
    }
    /// The window of the root frame.
    pub fn window(&self) -> Ref {
        self.base
    }
    /// Headers of loops around the current place, with the frames at them.
    pub fn headers_above(&self) -> Vec<(BlockId, Vec<FrameDesc>)> {
        let dom = crate::ir::dominators::Dominators::new(&self.region);
        let mut all = vec![];
        for b in self.region.block_ids() {
            let Some(h) = &self.region.block(b).header else { continue };
            if b == self.block || dom.reachable(b) && dom.dominates(b, self.block) {
                all.push((b, self.region.snap(h.snap).frames.clone()));
            }
        }
        all
    }
    /// The chain of frames.
    pub fn frames(&self) -> &[FrameDesc] {
        &self.frames
    }
    /// Enters an inlined call. The caller's frame keeps the pc to go on behind the call: set it with `at` before.
    pub fn push_frame(&mut self, frame: FrameDesc) {
        self.frames.push(frame);
        self.effect = self.effect.or(Some(Op::call));
        self.snap = None;
    }
    /// Leaves an inlined call; None for the loop's own frame. The callee's registers must be forgotten by the recorder.
    pub fn pop_frame(&mut self) -> Option<FrameDesc> {
        if self.frames.len() == 1 {
            return None;
        }
        self.effect = self.effect.or(Some(Op::call));
        self.snap = None;
        self.frames.pop()
    }
    /// The value of a register, which stays its owner. An unknown register of the loop's own frame is what was in memory
    /// when the loop was entered.
    pub fn register(&mut self, slot: u32) -> Ref {
        match self.slots.get(&slot) {
            Some(Entry::Value { value, .. }) => *value,
            Some(Entry::Object(_)) => unreachable!("the recorder makes no virtual objects"),
            None => self.add_slot(slot),
        }
    }
    /// The value of a register, if the path has seen it.
    pub fn known_register(&self, slot: u32) -> Option<Ref> {
        match self.slots.get(&slot) {
            Some(Entry::Value { value, .. }) => Some(*value),
            _ => None,
        }
    }
    /// A register gets a value together with its reference. The old value is the caller's to release.
    pub fn set_register(&mut self, slot: u32, value: Ref) {
        self.set_entry(slot, value, true);
    }
    /// A register gets a value without a reference: an exit counts a new one.
    pub fn set_borrowed(&mut self, slot: u32, value: Ref) {
        self.set_entry(slot, value, false);
    }
    fn set_entry(&mut self, slot: u32, value: Ref, own: bool) {
        debug_assert!(self.region.ty(value) != Type::Unit && self.region.ty(value) != Type::Mem);
        self.slots.insert(slot, Entry::Value { value, own });
        self.effect = self.effect.or(Some(Op::store));
        self.snap = None;
    }
    /// A register gets another form of the value that it holds, which is no effect: a guard may follow.
    pub fn replace_register(&mut self, slot: u32, value: Ref) {
        self.slots.insert(slot, Entry::Value { value, own: true });
        self.snap = None;
    }
    /// A word made for one bytecode only: it is released behind it, and by exits until then.
    pub fn lend(&mut self, v: Ref) {
        if !self.facts.uncounted(&self.region, v) {
            self.pending.push(v);
            self.snap = None;
        }
    }
    /// The value of a register on this path and whether the register owns its reference.
    pub fn entry(&self, slot: u32) -> Option<(Ref, bool)> {
        match self.slots.get(&slot) {
            Some(Entry::Value { value, own }) => Some((*value, *own)),
            _ => None,
        }
    }
    /// All registers of the path with their values.
    pub fn known_slots(&self) -> Vec<(u32, Ref, bool)> {
        let value = |(&slot, e): (&u32, &Entry)| match e {
            Entry::Value { value, own } => Some((slot, *value, *own)),
            Entry::Object(_) => None,
        };
        self.slots.iter().filter_map(value).collect()
    }
    /// A register's reference was moved out: it is NULL from here on. A temporary that no loop carries needs no entry, since
    /// its memory holds no reference (but for what a fragment found there).
    pub fn clear_register(&mut self, slot: u32, is_local: bool) {
        if is_local || self.is_fragment() || self.is_carried(slot) {
            let null = self.region.constant(Type::Val, crate::ir::types::word::NULL);
            self.set_entry(slot, null, true);
        } else {
            self.forget(slot);
        }
    }
    /// Is the register a parameter of some loop header?
    fn is_carried(&self, slot: u32) -> bool {
        self.region.blocks.iter().any(|b| b.header.as_ref().is_some_and(|h| h.slots.contains(&slot)))
    }
    /// Recording was given up: from here on emission does nothing.
    pub fn give_up(&mut self) {
        self.dead = true;
    }
    /// Was a guard emitted behind an effect of the same bytecode? Then the path must not be used.
    pub fn is_misplaced(&self) -> bool {
        self.misplaced
    }
    /// Has the current bytecode had an effect already?
    pub fn has_effect(&self) -> bool {
        self.effect.is_some() || !self.pending.is_empty()
    }
    /// The type of a value.
    pub fn ty(&self, r: Ref) -> Type {
        self.region.ty(r)
    }
    /// The bits of a constant.
    pub fn bits(&self, r: Ref) -> Option<u64> {
        self.region.bits(r)
    }
    /// A fresh object is known to have this kind.
    pub fn assume_kind(&mut self, p: Ref, kind: u64) {
        self.facts.set_kind(p, kind);
    }
    /// A register above the loop's own frame is dead (its call returned): memory holds NULL there.
    pub fn forget(&mut self, slot: u32) {
        self.slots.remove(&slot);
        self.effect = self.effect.or(Some(Op::store));
        self.snap = None;
    }

    // -- snapshots ---------------------------------------------------------------------------------------------------

    /// The snapshot of the current bytecode's start, made when first asked for.
    pub fn snapshot(&mut self) -> SnapId {
        self.misplaced |= self.effect.is_some() && !self.dead;
        match self.snap {
            Some(s) => s,
            None => {
                let s = self.state(Resume::Run);
                self.snap = Some(s);
                s
            }
        }
    }
    /// A snapshot of the state right now that raises the pending exception at the current pc.
    pub fn raise_snapshot(&mut self) -> SnapId {
        self.state(Resume::Raise)
    }
    /// A snapshot of the state right now that goes on at `pc`: for a branch behind an effect, where going on means the other
    /// target of the branch.
    pub fn snapshot_at(&mut self, pc: u32) -> SnapId {
        let s = self.state(Resume::Run);
        if let Some(f) = self.region.snaps[s.0 as usize].frames.last_mut() {
            f.pc = pc;
        }
        s
    }
    /// The state with the references that still wait to be released, which an exit releases itself.
    fn state(&mut self, resume: Resume) -> SnapId {
        let mut slots: Vec<(u32, Entry)> = self.slots.iter().map(|(&s, &e)| (s, e)).collect();
        slots.extend((DROPPED..).zip(self.pending.iter().map(|&value| Entry::Value { value, own: true })));
        let snap = Snapshot { resume, frames: self.frames.clone(), slots, objects: Vec::<Virtual>::new() };
        self.region.add_snap(snap)
    }

    // -- emission ----------------------------------------------------------------------------------------------------

    /// Emits an instruction, folding it if possible; the result is the value to use.
    pub fn emit(&mut self, inst: Inst) -> Ref {
        if self.dead {
            return self.region.constant(inst.ty, 0);
        }
        let mut inst = inst;
        if self.folding {
            inst = match fold::simplify(&mut self.region, &self.facts, inst) {
                Folded::Value(r) => return r,
                Folded::Done => return self.region.constant(Type::Unit, 0),
                Folded::Keep(inst) => inst,
            };
        }
        if inst.op.is_guard() && !inst.snap.is_some() {
            inst.snap = self.snapshot();
        }
        if self.region.leaves(&inst) && !inst.snap.is_some() {
            inst.snap = self.raise_snapshot();
        }
        let effectful = match inst.op.effect() {
            Effect::Pure | Effect::Guard | Effect::Load | Effect::Count => false,
            Effect::Store | Effect::Allocate => true,
            Effect::Call => self.region.has_effect(&inst),
        };
        if effectful {
            self.effect = Some(inst.op);
            self.snap = None;
        }
        let r = self.region.push(self.block, inst);
        self.facts.learn(&mut self.region, r);
        r
    }
    /// Registers a callee; its number goes into `call`.
    pub fn callee(&mut self, callee: Callee) -> u64 {
        let all = &mut self.region.callees;
        let found = all.iter().position(|c| *c == callee);
        found.unwrap_or_else(|| {
            all.push(callee);
            all.len() - 1
        }) as u64
    }
    /// Registers an object layout; its number goes into `allocate`.
    pub fn layout(&mut self, layout: Layout) -> u64 {
        let all = &mut self.region.layouts;
        let found = all.iter().position(|l| *l == layout);
        found.unwrap_or_else(|| {
            all.push(layout);
            all.len() - 1
        }) as u64
    }
    /// Gives a reference up at the start of the next bytecode, where a destructor that runs Python code can leave the
    /// region: so code behind it needs not expect changed memory. Prefer this to `release`.
    pub fn release_later(&mut self, v: Ref) {
        if !self.facts.uncounted(&self.region, v) {
            self.pending.push(v);
        }
    }
    /// Emits the releases that wait. Each is quiet: an exit at one of them releases those behind it.
    fn flush_releases(&mut self) {
        let facts = &self.facts;
        let region = &self.region;
        self.pending.retain(|&v| !facts.uncounted(region, v));
        while !self.pending.is_empty() {
            let v = self.pending.remove(0);
            self.snap = None;
            self.emit(Inst::simple(Op::release_quiet, &[v]));
        }
    }

    // -- control flow ------------------------------------------------------------------------------------------------

    /// Starts a loop at the current pc: all known registers become parameters of its header.
    pub fn begin_loop(&mut self) -> BlockId {
        self.flush_releases();
        let jump_snap = self.state(Resume::Run);
        let header = self.region.add_block();
        let (mut args, mut slots) = (vec![], vec![]);
        // Parameters are words: another path may come back with another class. A pass gives them types.
        for (slot, value, own) in self.known_slots() {
            if !own {
                continue;
            }
            args.push(self.coerce(value, Type::Val));
            slots.push(slot);
            let param = self.region.add_param(header, Type::Val);
            self.slots.insert(slot, Entry::Value { value: param, own });
        }
        self.region.block_mut(self.block).end = End::Jump { to: header, args, snap: jump_snap, outer: false };
        self.block = header;
        self.facts.enter_loop();
        self.effect = None;
        let snap = self.state(Resume::Run);
        self.region.block_mut(header).header = Some(Header { snap, slots });
        self.snap = Some(snap);
        self.guard_valid();
        header
    }
    /// Closes the path: the state is at the header's first bytecode. `outer` says that the path left the loop and came back
    /// in, so that the edge belongs to an enclosing loop.
    ///
    /// False (and the path must be given up) if the header was recorded with a constant in a register that holds
    /// something else now.
    pub fn close_loop(&mut self, header: BlockId, outer: bool) -> bool {
        self.flush_releases();
        let target = self.region.block(header).header.clone().expect("closing at a header");
        let own: Vec<(u32, Ref, bool)> = self.known_slots();
        if self.breaks_constant(header) {
            return false;
        }
        for &(slot, value, counted) in &own {
            if !target.slots.contains(&slot) && self.is_dead(value) {
                self.slots.remove(&slot);
                continue;
            }
            if !counted && !self.is_same_constant(header, slot, value) {
                self.emit(Inst::simple(Op::retain, &[value]));
                self.slots.insert(slot, Entry::Value { value, own: true });
            } else if !counted {
                continue;
            }
            if !target.slots.contains(&slot) {
                self.add_param_for(header, slot);
            }
        }
        let slots = match &self.region.block(header).header {
            Some(h) => h.slots.clone(),
            None => vec![],
        };
        let params = self.region.block(header).params.clone();
        let mut args = vec![];
        for (&slot, &param) in slots.iter().zip(&params) {
            let value = self.register(slot);
            args.push(self.coerce(value, self.region.ty(param)));
        }
        let snap = self.state(Resume::Run);
        self.region.block_mut(self.block).end = End::Jump { to: header, args, snap, outer };
        true
    }
    /// Does the header's state borrow a constant for a register that this path has changed?
    fn breaks_constant(&self, header: BlockId) -> bool {
        let Some(h) = &self.region.block(header).header else { return true };
        let borrowed = |e: &Entry| if let Entry::Value { value, own: false } = e { Some(*value) } else { None };
        let slots = &self.region.snap(h.snap).slots;
        slots.iter().filter_map(|(slot, e)| Some((*slot, borrowed(e)?))).any(|(slot, v)| self.entry(slot).is_none_or(|(now, _)| now != v))
    }
    /// Does a temporary that the header doesn't know hold nothing that must be kept?
    fn is_dead(&self, value: Ref) -> bool {
        self.region.bits(value) == Some(crate::ir::types::word::NULL) && self.region.ty(value) == Type::Val
    }
    /// Does the header's state hold the same borrowed constant, so that nothing is passed for it?
    fn is_same_constant(&self, header: BlockId, slot: u32, value: Ref) -> bool {
        let Some(h) = &self.region.block(header).header else { return false };
        matches!(self.region.slot_in(h.snap, slot), Some(Entry::Value { value: v, own: false }) if v == value)
    }
    /// Ends the path by leaving to the interpreter at the current pc.
    pub fn leave(&mut self) {
        self.flush_releases();
        let snap = self.state(Resume::Run);
        self.region.block_mut(self.block).end = End::Exit(snap);
    }
    /// A value as a register's content of this type: a header parameter is a tagged word until passes know better.
    fn coerce(&mut self, value: Ref, ty: Type) -> Ref {
        let from = self.region.ty(value);
        if from == ty {
            return value;
        }
        let op = match (from, ty) {
            (Type::Int, Type::Val) => Op::val_of_int,
            (Type::Float, Type::Val) => Op::val_of_float,
            (Type::Nat, Type::Val) => Op::val_of_nat,
            (Type::Bool, Type::Val) => Op::val_of_bool,
            (Type::Ptr, Type::Val) => Op::val_of_ptr,
            (Type::Val, Type::Int) => Op::int_of_val,
            (Type::Val, Type::Float) => Op::float_of_val,
            (Type::Val, Type::Bool) => Op::bool_of_val,
            (Type::Val, Type::Ptr) => Op::ptr_of_val,
            _ => unreachable!("a register changes from {from:?} to {ty:?}"),
        };
        self.emit(Inst::simple(op, &[value]))
    }
}

#[cfg(test)]
mod tests;
