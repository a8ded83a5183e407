//! Slices that are only made to be assigned: `a[i:j] = b[k::-1]` copies items from list to list, without the list in between.
//!
//! ```text
//! v9 = call slice.list b k None -1 !s1             v10 = int.add_ovf k 1 !s9
//! v10 = int.add_ovf k 1 !s2                   =>   call slice.move a None v10 None b k None -1 !s4
//! call set_slice a None v10 None v9 !s4
//! release.quiet v9 !s5
//! ```
//! Nothing between the two calls may write, so that the items are the same later; a guard between them now leaves to the
//! bytecode that makes the slice (`s9` is the state of `s1`, resumed), which runs once more in the interpreter. What the states
//! behind show of the slice is gone: its register was about to be given up.

use crate::ir::dominators::Dominators;
use crate::ir::ops::{Effect, Op};
use crate::ir::types::{Type, word};
use crate::ir::{BlockId, End, Inst, Ref, Region};
use crate::snapshot::{Entry, Resume};
use std::collections::HashMap;

/// Name of the call that makes a slice of an exact list: list, start, stop, step.
pub const MAKE: &str = "slice.list";
/// Name of the call that assigns to a slice of an exact list: list, start, stop, step, items.
pub const ASSIGN: &str = "set_slice";
/// Name of the call that does both: the target and its slice, the source and its slice.
pub const MOVE: &str = "slice.move";

/// The pass.
pub fn run(region: &mut Region) {
    let Some(both) = region.callees.iter().position(|c| c.name == MOVE) else { return };
    let dom = Dominators::new(region);
    for &b in &dom.order {
        for r in region.block(b).insts.clone() {
            if is_call(region, r, ASSIGN)
                && let Some(plan) = Plan::make(region, &dom, b, r)
            {
                plan.apply(region, b, both as u64);
            }
        }
    }
}

fn is_call(region: &Region, r: Ref, name: &str) -> bool {
    let inst = region.inst(r);
    inst.op == Op::call && region.callee(inst).name == name
}

struct Plan {
    /// The slice, its assignment, and its last release.
    made: Ref,
    assigned: Ref,
    released: Ref,
    /// Guards between the two calls.
    guards: Vec<Ref>,
}

impl Plan {
    fn make(region: &Region, dom: &Dominators, b: BlockId, assigned: Ref) -> Option<Plan> {
        let made = region.inst(assigned).args()[4];
        if !is_call(region, made, MAKE) || !steps(region, region.inst(made).args()[3]) {
            return None;
        }
        let insts = &region.block(b).insts;
        let at = |r: Ref| insts.iter().position(|&i| i == r);
        let (from, to) = (at(made)?, at(assigned)?);
        let mut guards = vec![];
        for &r in insts.get(from + 1..to)? {
            let inst = region.inst(r);
            match inst.op.effect() {
                Effect::Pure | Effect::Load => {}
                // Guards that may fail often must stay with the states that they were recorded with.
                Effect::Guard
                    if inst.op != Op::release_quiet && !region.sides.contains_key(&r) && (region.edge_guards || inst.op.without_check().is_some()) =>
                {
                    guards.push(r);
                }
                _ => return None,
            }
        }
        let mut released = None;
        for &x in &dom.order {
            for &r in &region.block(x).insts {
                if r == assigned || !region.inst(r).args().contains(&made) {
                    continue;
                }
                let ends = matches!(region.inst(r).op, Op::release | Op::release_quiet) && x == b && at(r)? > to;
                if !ends || region.sides.contains_key(&r) || released.replace(r).is_some() {
                    return None;
                }
            }
            match &region.block(x).end {
                End::Jump { args, .. } if args.contains(&made) => return None,
                End::Return(v) if *v == made => return None,
                _ => {}
            }
        }
        let twice = region.inst(assigned).args()[..4].contains(&made);
        if twice || region.sides.contains_key(&assigned) || region.sides.contains_key(&made) {
            return None;
        }
        Some(Plan { made, assigned, released: released?, guards })
    }

    fn apply(self, region: &mut Region, b: BlockId, both: u64) {
        let make = *region.inst(self.made);
        let assign = *region.inst(self.assigned);
        let before = region.copy_snap(make.snap, &HashMap::new());
        region.snaps[before.0 as usize].resume = Resume::Run;
        for &g in &self.guards {
            region.inst_mut(g).snap = before;
        }
        let args: Vec<Ref> = assign.args()[..4].iter().chain(make.args()).copied().collect();
        *region.inst_mut(self.assigned) = Inst::new(Op::call, assign.ty, &args, both).with_snap(assign.snap);
        let null = region.constant(Type::Val, word::NULL);
        for snap in &mut region.snaps {
            snap.for_each_entry_mut(|e| {
                if matches!(e, Entry::Value { value, .. } if *value == self.made) {
                    *e = Entry::Value { value: null, own: true };
                }
            });
        }
        region.block_mut(b).insts.retain(|r| *r != self.made && *r != self.released);
    }
}

/// Is the step of a slice known not to be zero?
fn steps(region: &Region, step: Ref) -> bool {
    region.bits(step).is_some_and(|w| w == word::NONE || word::is_int(w) && w != 0)
}
