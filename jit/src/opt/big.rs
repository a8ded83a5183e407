//! Ints of any size that nobody wants. An `int.big` whose low bits went into a mask has no use left but its own counting and the
//! states of exits. It is not made any more: exits that show it make it from its operands (a computed object of the
//! snapshot), and an exit that would only drop it forgets it.

use super::counts::is_count;
use crate::emit::DROPPED;
use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::{Cell, Type};
use crate::ir::{BlockId, End, Ref, Region};
use crate::snapshot::{Entry, Virtual};
use std::collections::HashSet;

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    // A sum's operand may itself be one: each round frees the operands of those that went.
    loop {
        let wanted = wanted(region, &dom);
        let gone: HashSet<Ref> = found(region, &dom).into_iter().filter(|r| !wanted.contains(r)).collect();
        if gone.is_empty() {
            return;
        }
        sink(region, &gone);
        for &b in &dom.order {
            let mut insts = std::mem::take(&mut region.block_mut(b).insts);
            let goes = |r: Ref| gone.contains(&r) || is_count(region.inst(r).op) && gone.contains(&region.inst(r).args()[0]);
            insts.retain(|&r| !goes(r));
            region.block_mut(b).insts = insts;
        }
    }
}

fn found(region: &Region, dom: &Dominators) -> Vec<Ref> {
    let insts = dom.order.iter().flat_map(|&b| region.block(b).insts.iter().copied());
    insts.filter(|&r| region.inst(r).op == Op::int_big).collect()
}

/// Values that instructions or jumps use, and big ints that exits show and could not make: those of other words.
fn wanted(region: &Region, dom: &Dominators) -> HashSet<Ref> {
    let mut wanted: HashSet<Ref> = HashSet::new();
    let of_numbers = |r: Ref| region.inst(r).args().iter().all(|&a| region.ty(a) == Type::Int);
    for &b in &dom.order {
        for &r in &region.block(b).insts {
            let inst = region.inst(r);
            if !is_count(inst.op) {
                wanted.extend(inst.args());
            }
            if inst.op == Op::retain || region.sides.contains_key(&r) {
                wanted.extend(inst.args());
            }
        }
        match &region.block(b).end {
            End::Jump { args, .. } => wanted.extend(args),
            End::Return(v) => {
                wanted.insert(*v);
            }
            End::Exit(_) | End::Open => {}
        }
        for s in snapshots(region, b) {
            for &(slot, e) in &region.snaps[s].slots {
                if let Entry::Value { value, .. } = e
                    && slot < DROPPED
                    && region.inst(value).op == Op::int_big
                    && !of_numbers(value)
                {
                    wanted.insert(value);
                }
            }
            // Objects that are made by the exit itself can't hold each other.
            for o in &region.snaps[s].objects {
                wanted.extend(o.cells.iter().filter_map(|c| if let Entry::Value { value, .. } = c.2 { Some(value) } else { None }));
            }
        }
    }
    wanted
}

fn snapshots(region: &Region, b: BlockId) -> Vec<usize> {
    region.snaps_of(b).iter().map(|s| s.1.0 as usize).collect()
}

/// Snapshots make the values themselves.
fn sink(region: &mut Region, gone: &HashSet<Ref>) {
    let Region { snaps, insts, .. } = region;
    for snap in snaps {
        let is_gone = |e: &Entry| matches!(e, Entry::Value { value, .. } if gone.contains(value));
        snap.slots.retain(|(slot, e)| *slot < DROPPED || !is_gone(e));
        let mut made: Vec<(Ref, u32)> = vec![];
        for (_, e) in &mut snap.slots {
            let Entry::Value { value, .. } = *e else { continue };
            if !gone.contains(&value) {
                continue;
            }
            let number = match made.iter().find(|m| m.0 == value) {
                Some(m) => m.1,
                None => {
                    let inst = &insts[value.0 as usize];
                    let cell = |k: usize| (8 * k as i32, Cell::I64, Entry::Value { value: inst.args()[k], own: true });
                    snap.objects.push(Virtual { layout: inst.imm as u32, cells: vec![cell(0), cell(1)] });
                    made.push((value, snap.objects.len() as u32 - 1));
                    snap.objects.len() as u32 - 1
                }
            };
            *e = Entry::Object(number);
        }
    }
}
