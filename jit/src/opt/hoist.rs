//! What doesn't change in a loop leaves it: pure ops, loads and guards of the header's path whose operands come from outside
//! move to the block before the loop, innermost loops first. A guard that moves leaves through the state noted at the jump
//! into the loop, so a failing type check is found before the first iteration.
//!
//! This is loop peeling without the copy: peeling doubles the compile time of a region to get the same guards and loads out.
//!
//! A load (or division) moves only if no store or call of the loop may change the place, and if no guard that stays behind
//! speaks about its operands: `guard i < len; load items[i]` must keep its order even when `i` and `items` are invariant.
//! Guards that lead to a recorded path stay: they do fail.

use crate::ir::dominators::Dominators;
use crate::ir::ops::{Effect, Op};
use crate::ir::types::Alias;
use crate::ir::{BlockId, End, Inst, Ref, Region, SnapId};
use crate::opt::apart::{Different, Writes};
use std::collections::HashSet;

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let different = Different::new(region, &dom);
    let headers: Vec<BlockId> = dom.order.iter().rev().copied().filter(|&b| region.block(b).header.is_some()).collect();
    for h in headers {
        let outside: Vec<BlockId> = dom.preds[h.0 as usize].iter().map(|p| p.block).filter(|&p| !dom.dominates(h, p)).collect();
        if let [before] = outside[..] {
            out_of(region, &dom, &different, h, before);
        }
    }
}

fn out_of(region: &mut Region, dom: &Dominators, different: &Different, h: BlockId, before: BlockId) {
    let End::Jump { snap, .. } = region.block(before).end else {
        return;
    };
    let snap = if region.edge_guards { snap } else { SnapId::NONE };
    let blocks = dom.loop_blocks(h);
    let writes = Writes::of(region, &blocks);
    let mut inside: HashSet<Ref> = HashSet::new();
    for &b in &blocks {
        inside.extend(&region.block(b).params);
        inside.extend(&region.block(b).insts);
    }
    let (mut moved, mut kept) = (vec![], vec![]);
    let mut guarded: HashSet<Ref> = HashSet::new();
    for r in std::mem::take(&mut region.block_mut(h).insts) {
        let inst = *region.inst(r);
        let invariant = inst.args().iter().all(|a| !inside.contains(a));
        let free = |guarded: &HashSet<Ref>| !speaks_of(region, &inst, guarded);
        let goes = invariant
            && match inst.op {
                Op::val_of_float | Op::val_of_nat | Op::guard_valid | Op::guard_flag | Op::release_quiet | Op::release_shared => false,
                Op::int_floordiv | Op::int_mod | Op::int_udiv | Op::int_umod | Op::nat_of_val => free(&guarded),
                Op::guard_shape => snap.is_some() && !region.sides.contains_key(&r) && !writes.reach(Alias::Shape) && free(&guarded),
                Op::guard_kind | Op::guard_nat => snap.is_some() && !region.sides.contains_key(&r) && free(&guarded),
                Op::load | Op::load_at => !writes.reach_cell(region, dom, different, &inst) && free(&guarded),
                op => match op.effect() {
                    Effect::Pure => true,
                    Effect::Guard => snap.is_some() && !region.sides.contains_key(&r),
                    Effect::Load | Effect::Store | Effect::Allocate | Effect::Count | Effect::Call => false,
                },
            };
        if goes {
            inside.remove(&r);
            if inst.snap.is_some() {
                region.inst_mut(r).snap = snap;
            }
            moved.push(r);
        } else {
            if inst.op.is_guard() {
                note(region, &inst, &mut guarded);
            }
            kept.push(r);
        }
    }
    region.block_mut(h).insts = kept;
    region.block_mut(before).insts.extend(moved);
}

/// The operands of an instruction, through pure ops.
fn operands(region: &Region, inst: &Inst) -> Vec<Ref> {
    let mut all: Vec<Ref> = vec![];
    let mut work: Vec<Ref> = inst.args().to_vec();
    while let Some(a) = work.pop() {
        if !all.contains(&a) && region.bits(a).is_none() {
            all.push(a);
            if region.inst(a).op.effect() == Effect::Pure {
                work.extend(region.inst(a).args());
            }
        }
    }
    all
}

fn note(region: &Region, guard: &Inst, guarded: &mut HashSet<Ref>) {
    guarded.extend(operands(region, guard));
}

fn speaks_of(region: &Region, inst: &Inst, guarded: &HashSet<Ref>) -> bool {
    !guarded.is_empty() && operands(region, inst).iter().any(|a| guarded.contains(a))
}
