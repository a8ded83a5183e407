//! Further ways into a region: the heads of its inner loops, so that a fragment that comes back to one can go on there.
//!
//! A header's block uses nothing from outside but its parameters, constants and what every entry computes, because recording
//! forgets at a header what it knew. So a loop can be entered with all of its registers in memory, as the region itself is:
//!
//! ```text
//! b0:                              b0:
//!   v0 = base                        v0 = base ; v1 = context ; v2 = load.i64 v1 +24
//!   ...                              v3 = int.eq v2 1 ; guard.false v3 -> b9
//!   jump b1(...)                     ...
//! b1: loop ...                     b9:
//!   ... jump b4(...)                 store.i64 v1 0 +24 ; v4 = load.val v0 +8 ; jump b4(v4)
//! b4: loop r1                      b4: loop r1
//! ```

use crate::ir::dominators::{Dominators, Point};
use crate::ir::ops::Op;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{BlockId, End, Inst, Ref, Region};
use crate::lower::abi::JitContext;
use crate::snapshot::{Resume, Snapshot};
use std::collections::{HashMap, HashSet};

/// Gives a recorded region entries at the heads of its inner loops; entry `k` of the result is chosen by the number `k + 1` in the
/// context.
pub fn add(region: &mut Region) -> Vec<BlockId> {
    let dom = Dominators::new(region);
    let root = match &region.block(Region::ENTRY).end {
        End::Jump { to, .. } if region.function.is_none() => Some(*to),
        _ => None,
    };
    let headers = || dom.order.iter().copied().filter(|&b| Some(b) != root && region.block(b).header.is_some());
    if region.fragment || headers().next().is_none() {
        return vec![];
    }
    let headers: Vec<BlockId> = headers().collect();
    settle(region);
    let dom = Dominators::new(region);
    let entries: Vec<BlockId> = headers.into_iter().filter(|&h| stands_alone(region, &dom, h)).collect();
    let Some(base) = entry_op(region, Op::base) else { return vec![] };
    let context = entry_op(region, Op::context).unwrap_or_else(|| region.push(Region::ENTRY, Inst::simple(Op::context, &[])));
    let selector = region.push(Region::ENTRY, Inst::access(Op::load, Cell::I64, Alias::State, &[context], JitContext::ENTRY, 0));
    let Some(frame) = entries.first().and_then(|&h| Some(region.snap(region.block(h).header.as_ref()?.snap).frames[0])) else { return vec![] };
    let nothing = region.add_snap(Snapshot { resume: Resume::Run, frames: vec![frame], slots: vec![], objects: vec![] });
    let fixed = |r: &Ref| matches!(region.inst(*r).op, Op::base | Op::context | Op::frame);
    let mut first: Vec<Ref> = region.block(Region::ENTRY).insts.iter().copied().filter(fixed).collect();
    first.push(selector);
    for (k, &h) in entries.iter().enumerate() {
        let number = region.int(k as i64 + 1);
        let chosen = region.push(Region::ENTRY, Inst::simple(Op::int_eq, &[selector, number]));
        let guard = region.push(Region::ENTRY, Inst::simple(Op::guard_false, &[chosen]).with_snap(nothing));
        first.extend([chosen, guard]);
        let way = way_in(region, h, base, context);
        region.sides.insert(guard, way);
    }
    let entry = region.block_mut(Region::ENTRY);
    entry.insts.retain(|r| !first.contains(r));
    entry.insts.splice(0..0, first);
    region.has_entries = true;
    entries
}

fn entry_op(region: &Region, op: Op) -> Option<Ref> {
    region.block(Region::ENTRY).insts.iter().copied().find(|&r| region.inst(r).op == op)
}

/// The block that enters a loop: its registers come from memory.
fn way_in(region: &mut Region, h: BlockId, base: Ref, context: Ref) -> BlockId {
    let way = region.add_block();
    let zero = region.int(0);
    region.push(way, Inst::access(Op::store, Cell::I64, Alias::State, &[context, zero], JitContext::ENTRY, 0));
    let header = region.block(h).header.clone();
    let slots = header.as_ref().map_or(vec![], |h| h.slots.clone());
    let params = region.block(h).params.clone();
    let mut map = HashMap::new();
    let mut args = vec![];
    let taken = slots.clone();
    for (slot, p) in slots.into_iter().zip(params) {
        let v = region.push(way, Inst::access(Op::load, Cell::Val, Alias::Frame, &[base], (slot * 8) as i32, 0));
        map.insert(p, v);
        args.push(v);
    }
    // The references are taken: paths that leave the loop count on finding none of its temporaries in memory.
    let null = region.constant(Type::Val, word::NULL);
    for slot in taken {
        region.push(way, Inst::access(Op::store, Cell::Val, Alias::Frame, &[base, null], (slot * 8) as i32, 0));
    }
    let snap = header.map(|h| region.copy_snap(h.snap, &map));
    region.block_mut(way).end = End::Jump { to: h, args, snap: snap.unwrap_or(crate::ir::SnapId::NONE), outer: false };
    way
}

/// The machine's own addresses are computed in the entry block, where all ways in come through.
fn settle(region: &mut Region) {
    for b in region.block_ids() {
        if b == Region::ENTRY {
            continue;
        }
        let fixed = |region: &Region, r: &Ref| matches!(region.inst(*r).op, Op::base | Op::context | Op::frame);
        let moved: Vec<Ref> = region.block(b).insts.iter().copied().filter(|r| fixed(region, r)).collect();
        region.block_mut(b).insts.retain(|r| !moved.contains(r));
        region.block_mut(Region::ENTRY).insts.splice(1..1, moved);
    }
}

/// Does nothing behind the header use a value that only a path to it computes?
fn stands_alone(region: &Region, dom: &Dominators, h: BlockId) -> bool {
    let inside: HashSet<BlockId> = dom.order.iter().copied().filter(|&b| dom.dominates(h, b)).collect();
    let known = |v: Ref| {
        let early = |p: Point| p.block == Region::ENTRY && matches!(region.inst(v).op, Op::base | Op::context | Op::frame);
        region.bits(v).is_some() || dom.defined[v.0 as usize].is_some_and(|p| inside.contains(&p.block) || early(p))
    };
    let params: HashSet<Ref> = region.block(h).params.iter().copied().collect();
    inside.iter().all(|&b| {
        let block = region.block(b);
        let mut fine = block.insts.iter().all(|&r| region.inst(r).args().iter().all(|&a| known(a)));
        match &block.end {
            End::Jump { args, .. } => fine &= args.iter().all(|&a| known(a)),
            End::Return(v) => fine &= known(*v),
            End::Exit(_) | End::Open => {}
        }
        for (_, s) in region.snaps_of(b) {
            region.snap(s).for_each_value(|v| fine &= params.contains(&v) || known(v));
        }
        fine
    })
}
