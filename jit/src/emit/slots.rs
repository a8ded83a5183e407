//! Registers discovered late. When a path reads a register that no path has read before, or closes a loop after changing one,
//! the register becomes a parameter of loop headers that already exist, and everything written so far must agree:
//! snapshots that lacked it name the parameter (before, "as in memory" was true only until some path changed it), and jumps
//! pass it on.

use super::TraceBuilder;
use crate::ir::dominators::Dominators;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{BlockId, End, Inst, Ref, Region, SnapId, ops::Op};
use crate::snapshot::Entry;
use std::collections::HashMap;

impl TraceBuilder {
    /// Makes a register a parameter of every header; the result is its value on the current path.
    pub(super) fn add_slot(&mut self, slot: u32) -> Ref {
        let headers: Vec<BlockId> = self.region.block_ids().filter(|&b| self.region.block(b).header.is_some()).collect();
        self.add_to(&headers, slot);
        self.known_register(slot).expect("a header dominates every path but the entry")
    }
    /// Makes a register that the current path has changed a parameter of a header (and of those around it).
    pub(super) fn add_param_for(&mut self, header: BlockId, slot: u32) {
        let dom = Dominators::new(&self.region);
        let headers: Vec<BlockId> = self.region.block_ids().filter(|&b| self.region.block(b).header.is_some() && (dom.dominates(b, header))).collect();
        self.add_to(&headers, slot);
    }

    fn add_to(&mut self, headers: &[BlockId], slot: u32) {
        let load = self.entry_load(slot);
        let mut params = HashMap::new();
        for &h in headers {
            let has = self.region.block(h).header.as_ref();
            let has = has.and_then(|h| h.slots.iter().position(|&s| s == slot));
            let param = match has {
                Some(i) => self.region.block(h).params[i],
                None => {
                    let param = self.region.add_param(h, Type::Val);
                    if let Some(header) = &mut self.region.block_mut(h).header {
                        header.slots.push(slot);
                    }
                    param
                }
            };
            params.insert(h, param);
        }
        // The register's value in a block that has not changed it: the innermost header's parameter.
        let dom = Dominators::new(&self.region);
        let value_in = |b: BlockId| {
            let mut at = Some(b);
            while let Some(block) = at {
                if let Some(&p) = params.get(&block) {
                    return p;
                }
                at = dom.idom[block.0 as usize].map(|p| p.block);
            }
            load
        };
        let mut done: HashMap<SnapId, ()> = HashMap::new();
        let blocks: Vec<BlockId> = dom.order.clone();
        for b in blocks {
            let value = value_in(b);
            for (_, s) in self.region.snaps_of(b) {
                if done.insert(s, ()).is_none() {
                    self.complete(s, slot, value);
                }
            }
            self.complete_jump(b, slot, value);
        }
        let value = value_in(self.block);
        self.slots.entry(slot).or_insert(Entry::Value { value, own: true });
        if let Some(s) = self.snap
            && !done.contains_key(&s)
        {
            self.complete(s, slot, value);
        }
    }
    /// A snapshot that said "as in memory" names the value.
    fn complete(&mut self, s: SnapId, slot: u32, value: Ref) {
        let slots = &mut self.region.snaps[s.0 as usize].slots;
        if let Err(i) = slots.binary_search_by_key(&slot, |e| e.0) {
            slots.insert(i, (slot, Entry::Value { value, own: true }));
        }
    }
    /// A jump to a header that got a parameter passes what the path had in the register.
    fn complete_jump(&mut self, b: BlockId, slot: u32, value: Ref) {
        let End::Jump { to, args, snap, .. } = &self.region.block(b).end else {
            return;
        };
        if args.len() == self.region.block(*to).params.len() {
            return;
        }
        let value = match self.region.slot_in(*snap, slot) {
            Some(Entry::Value { value, .. }) => value,
            _ => value,
        };
        let value = match self.region.ty(value) {
            Type::Val => value,
            Type::Int => self.region.push(b, Inst::simple(Op::val_of_int, &[value])),
            Type::Float => self.region.push(b, Inst::simple(Op::val_of_float, &[value])),
            Type::Nat => self.region.push(b, Inst::simple(Op::val_of_nat, &[value])),
            Type::Bool => self.region.push(b, Inst::simple(Op::val_of_bool, &[value])),
            Type::Ptr => self.region.push(b, Inst::simple(Op::val_of_ptr, &[value])),
            Type::Unit | Type::Mem => unreachable!("no register content"),
        };
        if let End::Jump { args, .. } = &mut self.region.block_mut(b).end {
            args.push(value);
        }
    }
    /// The load of a register in the entry block.
    fn entry_load(&mut self, slot: u32) -> Ref {
        let offset = (slot * 8) as i32;
        let load = Inst::access(Op::load, Cell::Val, Alias::Frame, &[self.base], offset, 0);
        let entry = &self.region.block(Region::ENTRY).insts;
        let found = entry.iter().copied().find(|&r| *self.region.inst(r) == load);
        match found {
            Some(load) => load,
            // A function knows its locals from the start; what memory holds elsewhere is no reference.
            None if self.region.function.is_some() && !self.region.fragment => self.region.constant(Type::Val, word::NULL),
            None => self.region.push(Region::ENTRY, load),
        }
    }
}
