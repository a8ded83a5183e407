//! Reference counts. A `retain` and the next `release` of the same value in one block cancel if nothing between them can give
//! up another reference to the object: then whoever owned it before still does. Snapshots between them hand one owned
//! reference less to the interpreter: their entry becomes borrowed, and restoring counts.
//!
//! Words made from floats are special: `val.of_float` owns a box in the rare case that it makes one (and so does `val.of_nat`). If such a word is never
//! stored or passed on, it needs no word at all: snapshots name the float, and its counting goes.

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::{BlockId, End, Ref, Region, SnapId};
use crate::snapshot::Entry;
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    for &b in &dom.order {
        cancel(region, &dom, b);
    }
}

/// The pass before it: snapshots name untagged values, and words of floats that are only counted lose their counting.
pub fn untag(region: &mut Region) {
    let dom = Dominators::new(region);
    let mut real: HashSet<Ref> = HashSet::new();
    for &b in &dom.order {
        for &r in &region.block(b).insts {
            let inst = region.inst(r);
            if !is_count(inst.op) {
                real.extend(inst.args());
            }
        }
        match &region.block(b).end {
            End::Jump { args, .. } => real.extend(args),
            End::Return(v) => {
                real.insert(*v);
            }
            End::Exit(_) | End::Open => {}
        }
    }
    let plain = |region: &Region, v: Ref| {
        let inst = region.inst(v);
        match inst.op {
            Op::val_of_int | Op::val_of_bool | Op::val_of_ptr => Some(inst.args()[0]),
            Op::val_of_float | Op::val_of_nat if !real.contains(&v) => Some(inst.args()[0]),
            _ => None,
        }
    };
    let mut map = HashMap::new();
    for snap in &region.snaps {
        snap.for_each_value(|v| {
            if let Some(p) = plain(region, v) {
                map.insert(v, p);
            }
        });
    }
    for snap in &mut region.snaps {
        snap.for_each_value_mut(|v| {
            if let Some(&p) = map.get(v) {
                *v = p;
            }
        });
    }
    for &b in &dom.order {
        let mut insts = std::mem::take(&mut region.block_mut(b).insts);
        insts.retain(|&r| {
            let inst = region.inst(r);
            !(is_count(inst.op) && {
                let v = inst.args()[0];
                matches!(region.inst(v).op, Op::val_of_float | Op::val_of_nat) && !real.contains(&v)
            })
        });
        region.block_mut(b).insts = insts;
    }
}

/// Does the op only count references?
pub(super) fn is_count(op: Op) -> bool {
    matches!(op, Op::retain | Op::release | Op::release_quiet | Op::release_int)
}

fn cancel(region: &mut Region, dom: &Dominators, b: BlockId) {
    let insts = region.block(b).insts.clone();
    let mut open: HashMap<Ref, usize> = HashMap::new();
    let mut gone: HashSet<usize> = HashSet::new();
    for (i, &r) in insts.iter().enumerate() {
        let inst = *region.inst(r);
        match inst.op {
            Op::retain => {
                open.insert(inst.args()[0], i);
            }
            Op::release | Op::release_quiet => {
                let v = inst.args()[0];
                match open.remove(&v) {
                    Some(from) if borrow(region, dom, b, &insts[from + 1..i], v) => {
                        gone.insert(from);
                        gone.insert(i);
                    }
                    _ => open.clear(),
                }
            }
            Op::call if region.writes(&inst) => open.clear(),
            _ if region.sides.contains_key(&r) => open.clear(),
            _ => {}
        }
    }
    if !gone.is_empty() {
        let mut i = 0;
        region.block_mut(b).insts.retain(|_| {
            i += 1;
            !gone.contains(&(i - 1))
        });
    }
}

/// One owned reference to `v` less in the snapshots of these instructions; false (and nothing changed) if one of them does
/// not show such a reference or is used elsewhere too.
fn borrow(region: &mut Region, dom: &Dominators, b: BlockId, between: &[Ref], v: Ref) -> bool {
    let names = [
        v,
        match region.inst(v).op {
            Op::val_of_ptr => region.inst(v).args()[0],
            _ => v,
        },
    ];
    let mut snaps: Vec<SnapId> = between.iter().map(|&r| region.inst(r).snap).filter(|s| s.is_some()).collect();
    snaps.sort_unstable();
    snaps.dedup();
    for &s in &snaps {
        let owned = region.snap(s).slots.iter().any(|(_, e)| matches!(e, Entry::Value { value, own: true } if names.contains(value)));
        let used: usize = dom.order.iter().map(|&x| region.snaps_of(x).iter().filter(|(_, t)| *t == s).count()).sum();
        let here = between.iter().filter(|&&r| region.inst(r).snap == s).count();
        if !owned || used != here {
            return false;
        }
    }
    debug_assert!(dom.reachable(b));
    for s in snaps {
        let entry = region.snaps[s.0 as usize].slots.iter_mut().rev().find(|(_, e)| matches!(e, Entry::Value { value, own: true } if names.contains(value)));
        if let Some((_, Entry::Value { own, .. })) = entry {
            *own = false;
        }
    }
    true
}
