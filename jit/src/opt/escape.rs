//! Virtual objects: an allocation that nobody outside the path can see is never made. Its cells become values; snapshots that
//! show it say how to rebuild it; its final release releases what it holds.
//!
//! What may happen to such an object: cells stored and loaded, counted, shown in snapshots of the same block. Being stored in
//! memory, passed to a call, or kept beyond the end of the block makes it escape, and then it stays as it is.

use crate::emit::DROPPED;
use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::{Cell, Type};
use crate::ir::{BlockId, End, Inst, Ref, Region, SnapId};
use crate::snapshot::{Entry, Virtual};
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    for &b in &dom.order {
        let fresh: Vec<Ref> = region
            .block(b)
            .insts
            .iter()
            .copied()
            .filter(|&r| region.inst(r).op == Op::allocate && region.layouts[region.inst(r).imm as usize].removable)
            .collect();
        for object in fresh {
            if let Some(plan) = Plan::make(region, &dom, b, object) {
                plan.apply(region, b);
            }
        }
    }
}

/// Releases what an object held, in the way of the object's own release: an exit at one of them releases those behind it.
fn release_all(region: &mut Region, b: BlockId, end: Inst, words: &[Ref]) {
    for (i, &w) in words.iter().enumerate() {
        debug_assert!(region.ty(w) == Type::Val);
        let mut snap = end.snap;
        if snap.is_some() && i + 1 < words.len() {
            snap = region.copy_snap(snap, &HashMap::new());
            let slots = &mut region.snaps[snap.0 as usize].slots;
            let free = slots.last().map_or(DROPPED, |s| DROPPED.max(s.0 + 1));
            slots.extend((free..).zip(words[i + 1..].iter().map(|&value| Entry::Value { value, own: true })));
        }
        region.push(b, Inst::simple(end.op, &[w]).with_snap(snap));
    }
}

type Cells = Vec<(i32, Cell, Ref)>;

/// How to do without one object.
struct Plan {
    object: Ref,
    word: Option<Ref>,
    dead: HashSet<Ref>,
    /// Loads and what they give.
    values: HashMap<Ref, Ref>,
    /// Snapshots that show the object, with its cells there.
    shown: Vec<(SnapId, Cells)>,
    /// The release that ends it, and the words it held.
    end: Option<(Ref, Vec<Ref>)>,
}

impl Plan {
    fn make(region: &Region, dom: &Dominators, b: BlockId, object: Ref) -> Option<Plan> {
        let mut plan = Plan { object, word: None, dead: HashSet::from([object]), values: HashMap::new(), shown: vec![], end: None };
        let mut cells: Cells = vec![];
        let mut count = 1;
        let insts = &region.block(b).insts;
        let start = insts.iter().position(|&r| r == object)?;
        for &r in &insts[start + 1..] {
            let inst = region.inst(r);
            if inst.snap.is_some() && plan.shows(region, inst.snap) {
                if count == 0 || plan.owned(region, inst.snap) != count {
                    return None;
                }
                if !plan.shown.iter().any(|s| s.0 == inst.snap) {
                    plan.shown.push((inst.snap, cells.clone()));
                }
            }
            let uses = inst.args().iter().any(|a| plan.is(*a));
            if !uses {
                continue;
            }
            if region.sides.contains_key(&r) {
                return None;
            }
            match inst.op {
                Op::store if inst.args()[0] == object && !plan.is(inst.stored()) => {
                    cells.retain(|c| c.0 != inst.offset());
                    cells.push((inst.offset(), inst.cell, inst.stored()));
                }
                Op::load if inst.args()[0] == object => {
                    let &(_, _, value) = cells.iter().find(|c| c.0 == inst.offset() && c.1 == inst.cell)?;
                    plan.values.insert(r, value);
                }
                Op::val_of_ptr if plan.word.is_none() => plan.word = Some(r),
                Op::retain => count += 1,
                Op::release | Op::release_quiet | Op::release_int => {
                    count -= 1;
                    if count == 0 {
                        let words = cells.iter().filter(|c| c.1 == Cell::Val).map(|c| c.2).collect();
                        plan.end = Some((r, words));
                    }
                }
                _ => return None,
            }
            plan.dead.insert(r);
        }
        plan.stays_here(region, dom, b, count).then_some(plan)
    }
    fn is(&self, r: Ref) -> bool {
        r == self.object || self.word == Some(r)
    }
    fn shows(&self, region: &Region, s: SnapId) -> bool {
        let mut found = false;
        region.snap(s).for_each_value(|v| found |= self.is(v));
        found
    }
    fn owned(&self, region: &Region, s: SnapId) -> i32 {
        let slots = &region.snap(s).slots;
        slots.iter().filter(|(_, e)| matches!(e, Entry::Value { value, own: true } if self.is(*value))).count() as i32
    }
    /// Is the object gone (or only shown by the exit) at the end of its block, and known to no other block?
    fn stays_here(&mut self, region: &Region, dom: &Dominators, b: BlockId, count: i32) -> bool {
        match &region.block(b).end {
            End::Jump { args, .. } if args.iter().any(|a| self.is(*a)) => return false,
            // A jump's state may show it only if it is dead there, which the arguments say.
            End::Jump { .. } if count != 0 => return false,
            End::Exit(_) if count != 0 => return false,
            End::Return(v) if count != 0 || self.is(*v) => return false,
            _ => {}
        }
        dom.order.iter().all(|&x| {
            let mine = x == b;
            let insts = mine || region.block(x).insts.iter().all(|&r| !region.inst(r).args().iter().any(|a| self.is(*a)));
            let end = region.block(x).insts.len();
            insts && region.snaps_of(x).iter().all(|&(pos, s)| mine && pos < end || !self.shows(region, s))
        })
    }

    fn apply(self, region: &mut Region, b: BlockId) {
        let layout = region.inst(self.object).imm as u32;
        for (s, cells) in &self.shown {
            let cells = cells.iter().map(|&(offset, cell, value)| (offset, cell, Entry::Value { value, own: true })).collect();
            let snap = &mut region.snaps[s.0 as usize];
            let number = snap.objects.len() as u32;
            snap.objects.push(Virtual { layout, cells });
            snap.for_each_entry_mut(|e| {
                if matches!(e, Entry::Value { value, .. } if *value == self.object || Some(*value) == self.word) {
                    *e = Entry::Object(number);
                }
            });
        }
        let insts = std::mem::take(&mut region.block_mut(b).insts);
        for r in insts {
            if let Some((_, words)) = self.end.as_ref().filter(|(end, _)| *end == r) {
                release_all(region, b, *region.inst(r), words);
            }
            if !self.dead.contains(&r) {
                region.block_mut(b).insts.push(r);
            }
        }
        region.substitute(&self.values);
    }
}
