//! Registers that the region never changes stay in memory. A snapshot names every register that some path has read; if its
//! value is what was loaded from the register's own place on entry, and nothing was stored there since, memory still holds
//! it together with its reference, so an exit needs not write it. That makes exits shorter, and values that only exits wanted
//! need no machine register in the loop.
//!
//! ```text
//! v1 = load.val base +24 @frame ; v2 = float.of_val v1
//! ... guard.true v9 !s3        s3 = run ... r3=v2          =>     s3 = run ...
//! ```
//! Stores that lend such a register to a call write what is there already, and go too.

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::{Alias, Cell};
use crate::ir::{BlockId, Ref, Region};
use crate::snapshot::Entry;
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let Some(found) = Window::look(region, &dom.order) else { return };
    let Window { base, loads, changed } = found;
    let kept = |region: &Region, slot: u32, value: Ref| !changed.contains(&slot) && loads.get(&word_of(region, value)) == Some(&slot);
    for i in 0..region.snaps.len() {
        let mut slots = std::mem::take(&mut region.snaps[i].slots);
        slots.retain(|&(slot, e)| !matches!(e, Entry::Value { value, own: true } if kept(region, slot, value)));
        region.snaps[i].slots = slots;
    }
    for &b in &dom.order {
        let mut insts = std::mem::take(&mut region.block_mut(b).insts);
        insts.retain(|&r| slot_of(region, r, base).is_none_or(|slot| region.inst(r).op != Op::store || changed.contains(&slot)));
        region.block_mut(b).insts = insts;
    }
}

/// The word that an untagged value came from. Not a number's: its edge took the reference.
fn word_of(region: &Region, v: Ref) -> Ref {
    let inst = region.inst(v);
    match inst.op {
        Op::int_of_val | Op::float_of_val | Op::bool_of_val | Op::ptr_of_val => inst.args()[0],
        _ => v,
    }
}
/// The word that a tagged value came from.
fn source(region: &Region, v: Ref) -> Ref {
    let inst = region.inst(v);
    match inst.op {
        Op::val_of_int | Op::val_of_float | Op::val_of_bool | Op::val_of_ptr => word_of(region, inst.args()[0]),
        _ => v,
    }
}

/// The register of an access to the window.
fn slot_of(region: &Region, r: Ref, base: Ref) -> Option<u32> {
    let inst = region.inst(r);
    (matches!(inst.op, Op::load | Op::store) && inst.args()[0] == base).then_some((inst.offset() / 8) as u32)
}

/// What a region does with the register window.
struct Window {
    base: Ref,
    /// Loads on entry, with their registers.
    loads: HashMap<Ref, u32>,
    /// Registers whose memory changes.
    changed: HashSet<u32>,
}

impl Window {
    /// None if the window is used in a way that isn't understood.
    fn look(region: &Region, order: &[BlockId]) -> Option<Window> {
        let base = region.block(Region::ENTRY).insts.iter().copied().find(|&r| region.inst(r).op == Op::base)?;
        let mut w = Window { base, loads: HashMap::new(), changed: HashSet::new() };
        for &b in order {
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                match slot_of(region, r, base) {
                    Some(slot) if inst.op == Op::load && inst.alias == Alias::Frame && inst.cell == Cell::Val => {
                        w.loads.insert(r, slot);
                    }
                    Some(slot) if inst.op == Op::load => {
                        w.changed.insert(slot);
                    }
                    Some(_) => {}
                    None if inst.is_address(base) => return None,
                    None => {}
                }
            }
        }
        for &b in order {
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                if inst.op == Op::store
                    && let Some(slot) = slot_of(region, r, base)
                    && w.loads.get(&source(region, inst.stored())) != Some(&slot)
                {
                    w.changed.insert(slot);
                }
            }
        }
        Some(w)
    }
}
