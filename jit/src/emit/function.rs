//! Regions of whole functions: they begin with the parameters in memory and the other locals unbound, and their paths end by
//! returning.

use super::TraceBuilder;
use crate::ir::ops::Op;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{End, FunctionRoot, Inst, Ref, Region};
use crate::snapshot::{Entry, FrameDesc};

impl TraceBuilder {
    /// A builder for the root path of a function's region. The parameters stand in memory, owned.
    pub fn function(frame: FrameDesc, root: FunctionRoot, n_params: u32, n_locals: u32) -> TraceBuilder {
        let mut t = TraceBuilder::in_entry(frame);
        t.region.function = Some(root);
        let null = t.region.constant(Type::Val, word::NULL);
        for slot in 0..n_locals {
            let value = if slot < n_params {
                let load = Inst::access(Op::load, Cell::Val, Alias::Frame, &[t.base], (slot * 8) as i32, 0);
                t.region.push(Region::ENTRY, load)
            } else {
                null
            };
            t.slots.insert(slot, Entry::Value { value, own: true });
        }
        t
    }
    /// Is this the region of a function?
    pub fn is_function(&self) -> bool {
        self.region.function.is_some()
    }
    /// References that wait to be given up; whoever takes them releases them.
    pub fn take_pending(&mut self) -> Vec<Ref> {
        std::mem::take(&mut self.pending)
    }
    /// May some path leave a word with a reference in the window's register in memory: stored there, or by a call that works
    /// on registers in memory, behind which the register is loaded?
    pub fn is_written(&self, slot: u32) -> bool {
        let of = |r: &Ref| {
            let inst = self.region.inst(*r);
            let here = inst.op.is_access() && inst.args()[0] == self.base && inst.offset() == (slot * 8) as i32;
            here && match inst.op {
                Op::store => !self.is_uncounted(inst.stored()),
                _ => inst.alias == Alias::State,
            }
        };
        self.region.blocks.iter().any(|b| b.insts.iter().any(of))
    }
    /// Is the parameter in this register known to be no reference?
    pub fn is_number_param(&self, slot: u32) -> bool {
        let load = Inst::access(Op::load, Cell::Val, Alias::Frame, &[self.base], (slot * 8) as i32, 0);
        let entry = &self.region.block(Region::ENTRY).insts;
        entry.iter().copied().find(|&r| *self.region.inst(r) == load).is_some_and(|r| self.is_uncounted(r))
    }
    /// Ends the path by returning an owned word.
    pub fn end_return(&mut self, word: Ref) {
        debug_assert!(self.pending.is_empty() && self.region.ty(word) == Type::Val);
        self.region.block_mut(self.block).end = End::Return(word);
    }
}
