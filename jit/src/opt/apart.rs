//! Which writes a load cannot see: cells of different objects and different cells of one object do not overlap.
//!
//! The elements of a list lie in a buffer that only this list has, so two buffers differ when their lists do. That lists differ is
//! known from guards, `guard.false (ptr.eq row grid)`: the recorder writes one where it stores into a list that itself was loaded
//! from a list, so that `grid[i]` stays what it is while `grid[i][j]` changes.

use crate::ir::dominators::Dominators;
use crate::ir::ops::{Effect, Op};
use crate::ir::types::{Alias, Cell};
use crate::ir::{BlockId, Inst, Ref, Region};

/// The object that memory at this address belongs to: itself, or the list whose buffer it is.
pub fn owner(region: &Region, base: Ref) -> Ref {
    let inst = region.inst(base);
    match inst.op {
        Op::load if inst.cell == Cell::Mem && inst.alias == Alias::Field => inst.args()[0],
        Op::call_if if inst.alias == Alias::Field => inst.args()[2],
        _ => base,
    }
}

/// Different cells of the same object?
pub fn other_cell(a: &Inst, b: &Inst) -> bool {
    let size = |i: &Inst| i.cell.size() as i32;
    let index = |i: &Inst| i.index().map(|x| (x, i.scale));
    a.args()[0] == b.args()[0] && index(a) == index(b) && (a.offset() + size(a) <= b.offset() || b.offset() + size(b) <= a.offset())
}

/// Guards that say that two objects differ.
#[derive(Debug, Default)]
pub struct Different {
    pairs: Vec<(Ref, Ref, Ref)>,
}

impl Different {
    /// All of a region.
    pub fn new(region: &Region, dom: &Dominators) -> Different {
        let mut pairs = vec![];
        for &b in &dom.order {
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                if inst.op != Op::guard_false {
                    continue;
                }
                let cond = region.inst(inst.args()[0]);
                if cond.op == Op::ptr_eq {
                    pairs.push((cond.args()[0], cond.args()[1], r));
                }
            }
        }
        Different { pairs }
    }
    /// Are they known to differ wherever the instruction stands?
    fn are(&self, region: &Region, dom: &Dominators, x: Ref, y: Ref, at: Ref) -> bool {
        let Some(at) = dom.defined[at.0 as usize] else { return false };
        self.pairs.iter().any(|&(p, q, guard)| (p == x && q == y || p == y && q == x) && dom.available(region, guard, at))
    }
}

/// What the stores and calls of a loop may write.
pub struct Writes {
    everything: bool,
    stores: Vec<(Ref, Inst)>,
}

impl Writes {
    /// Of these blocks.
    pub fn of(region: &Region, blocks: &[BlockId]) -> Writes {
        let mut w = Writes { everything: false, stores: vec![] };
        for &b in blocks {
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                match inst.op.effect() {
                    Effect::Store => w.stores.push((r, *inst)),
                    Effect::Call if inst.op == Op::call_if => w.stores.push((r, *inst)),
                    Effect::Call => w.everything |= region.writes(inst),
                    Effect::Pure | Effect::Guard | Effect::Load | Effect::Allocate | Effect::Count => {}
                }
            }
        }
        w
    }
    /// May something write cells of the class?
    pub fn reach(&self, alias: Alias) -> bool {
        alias != Alias::Fixed && (self.everything && alias != Alias::Frame || self.stores.iter().any(|(_, s)| s.alias == alias))
    }
    /// May something write what the access sees?
    pub fn reach_cell(&self, region: &Region, dom: &Dominators, different: &Different, load: &Inst) -> bool {
        if load.alias == Alias::Fixed {
            return false;
        }
        if self.everything && load.alias != Alias::Frame {
            return true;
        }
        let mine = owner(region, load.args()[0]);
        self.stores.iter().filter(|(_, s)| s.alias == load.alias).any(|(r, s)| {
            let base = if s.op == Op::call_if { s.args()[2] } else { s.args()[0] };
            let other = s.op != Op::call_if && other_cell(load, s);
            !other && !different.are(region, dom, mine, owner(region, base), *r)
        })
    }
}
