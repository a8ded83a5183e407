//! Side paths: recording goes on where an exit was taken often. The path starts in a new block of the same region with the
//! exit's snapshot as its state, and with everything that was known at the guard.

use super::{DROPPED, TraceBuilder};
use crate::ir::dominators::{Dominators, Point};
use crate::ir::ops::Op;
use crate::ir::{BlockId, End, Ref, Region};
use crate::lower::ExitPoint;
use crate::opt::facts::Facts;
use crate::opt::fold;
use crate::snapshot::{Entry, Resume};

impl TraceBuilder {
    /// A builder for the path behind an exit of a recorded (not optimised) region. None if the exit raises, or its guard is
    /// not in the region any more.
    pub fn from_exit(mut region: Region, exit: ExitPoint) -> Option<TraceBuilder> {
        // Passes make snapshots and guards that the recorded region doesn't have.
        if exit.snap.0 as usize >= region.snaps.len() || exit.guard.is_some_and(|g| g.0 as usize >= region.insts.len()) {
            return None;
        }
        // A guard that a pass moved leaves through another state than the one it was recorded with.
        if exit.guard.is_some_and(|g| region.inst(g).snap != exit.snap) {
            return None;
        }
        let snap = region.snap(exit.snap).clone();
        if snap.resume == Resume::Raise || !snap.objects.is_empty() {
            return None;
        }
        let guards = guards_of(&region, exit);
        let left = region.block_ids().find(|&b| exit.guard.is_none() && region.block(b).end == End::Exit(exit.snap));
        let end = left.map(|b| Point { block: b, pos: region.block(b).insts.len() });
        let start = guards.first().map(|g| g.1).or(end)?;
        let dom = Dominators::new(&region);
        let mut facts = facts_at(&mut region, &dom, start);
        let block = match left {
            // The path ended here: it goes on.
            Some(b) if guards.is_empty() => b,
            _ => region.add_block(),
        };
        region.block_mut(block).end = End::Open;
        for &(g, _) in &guards {
            region.sides.insert(g, block);
        }
        if let [(g, _)] = guards[..] {
            fold::learn_failed(&mut region, &mut facts, g);
        }
        let dropped = snap.slots.iter().filter(|s| s.0 >= DROPPED);
        let pending = dropped.filter_map(|s| if let Entry::Value { value, .. } = s.1 { Some(value) } else { None }).collect();
        let base = region.block(Region::ENTRY).insts.iter().copied().find(|&r| region.inst(r).op == Op::base)?;
        let mut t = TraceBuilder {
            region,
            block,
            facts,
            frames: snap.frames,
            slots: snap.slots.iter().filter(|s| s.0 < DROPPED).copied().collect(),
            snap: None,
            effect: None,
            pending,
            base,
            folding: true,
            dead: false,
            misplaced: false,
        };
        // The path's guards need a snapshot of their own: the one it came from is now a way into this block.
        t.snapshot();
        Some(t)
    }
}

/// The guards that leave through an exit, with their places: the branch alone, or all other guards of the snapshot.
fn guards_of(region: &Region, exit: ExitPoint) -> Vec<(Ref, Point)> {
    let mut found = vec![];
    for b in region.block_ids() {
        for (pos, &r) in region.block(b).insts.iter().enumerate() {
            let inst = region.inst(r);
            let fits = match exit.guard {
                Some(g) => r == g,
                None => inst.snap == exit.snap && !inst.op.is_branch() && inst.op != Op::guard_valid && inst.op != Op::release_quiet,
            };
            if fits && region.leaves(inst) && !region.sides.contains_key(&r) {
                found.push((r, Point { block: b, pos }));
            }
        }
    }
    found
}

/// What is known at a point: replays the dominating path.
fn facts_at(region: &mut Region, dom: &Dominators, at: Point) -> Facts {
    let mut path: Vec<(BlockId, usize)> = vec![];
    let mut next = Some(at);
    while let Some(p) = next {
        path.push((p.block, p.pos));
        next = dom.idom[p.block.0 as usize];
    }
    path.reverse();
    let mut facts = Facts::default();
    for (i, &(b, pos)) in path.iter().enumerate() {
        if region.block(b).header.is_some() {
            facts.enter_loop();
        }
        let insts: Vec<Ref> = region.block(b).insts[..pos].to_vec();
        for r in insts {
            facts.learn(region, r);
        }
        // Which way the branch to the next block went.
        if let Some(&guard) = region.block(b).insts.get(pos).filter(|_| i + 1 < path.len())
            && dom.preds[path[i + 1].0.0 as usize].len() == 1
        {
            fold::learn_failed(region, &mut facts, guard);
        }
    }
    facts
}
