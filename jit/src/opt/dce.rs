//! Dead code: what neither has an effect nor is used by something that stays; header parameters count as used only if
//! something in the loop uses them. Afterwards the states noted at headers and jumps are gone: they served earlier passes.

use crate::ir::dominators::Dominators;
use crate::ir::{End, Ref, Region, SnapId};
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let mut incoming: HashMap<Ref, Vec<Ref>> = HashMap::new();
    let mut work = vec![];
    for &b in &dom.order {
        let block = region.block(b);
        for &r in &block.insts {
            let inst = region.inst(r);
            if region.has_effect(inst) {
                work.push(r);
            }
        }
        match &block.end {
            End::Jump { to, args, .. } => {
                for (&p, &a) in region.block(*to).params.iter().zip(args) {
                    incoming.entry(p).or_default().push(a);
                }
            }
            End::Exit(s) => region.snap(*s).for_each_value(|v| work.push(v)),
            End::Return(v) => work.push(*v),
            End::Open => {}
        }
    }
    let mut live: HashSet<Ref> = HashSet::new();
    while let Some(r) = work.pop() {
        if !live.insert(r) {
            continue;
        }
        let inst = region.inst(r);
        work.extend(inst.args());
        if inst.snap.is_some() {
            region.snap(inst.snap).for_each_value(|v| work.push(v));
        }
        if let Some(args) = incoming.get(&r) {
            work.extend(args);
        }
    }
    sweep(region, &live);
}

fn sweep(region: &mut Region, live: &HashSet<Ref>) {
    let keep: Vec<Vec<bool>> = region.blocks.iter().map(|b| b.params.iter().map(|p| live.contains(p)).collect()).collect();
    for (i, block) in region.blocks.iter_mut().enumerate() {
        block.insts.retain(|r| live.contains(r));
        let mut flags = keep[i].iter();
        block.params.retain(|_| *flags.next().unwrap_or(&true));
        if let Some(h) = &mut block.header {
            let mut flags = keep[i].iter();
            h.slots.retain(|_| *flags.next().unwrap_or(&true));
            h.snap = SnapId::NONE;
        }
        if let End::Jump { to, args, snap, .. } = &mut block.end {
            let mut flags = keep[to.0 as usize].iter();
            args.retain(|_| *flags.next().unwrap_or(&true));
            *snap = SnapId::NONE;
        }
    }
    let dom = Dominators::new(region);
    for b in region.block_ids() {
        if !dom.reachable(b) {
            let block = region.block_mut(b);
            block.insts.clear();
            block.params.clear();
            block.header = None;
            block.end = End::Open;
        }
    }
    region.sides.retain(|g, _| live.contains(g));
}
