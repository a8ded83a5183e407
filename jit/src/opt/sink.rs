//! Tagged copies that a loop itself never looks at, made where the loop is left instead: `unbox` puts one behind the header for each
//! typed parameter, and a path out of the loop may want the word (an outer header's parameter, a return). In the loop that would
//! tag, and for a rare float box, a number in every iteration.

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::{BlockId, End, Ref, Region};
use std::collections::HashSet;

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let headers: Vec<BlockId> = dom.order.iter().copied().filter(|&b| region.block(b).header.is_some()).collect();
    // Inner loops first: what leaves them may leave the next one too.
    for &h in headers.iter().rev() {
        let inside: HashSet<BlockId> = dom.loop_blocks(h).into_iter().collect();
        let tags = region.block(h).insts.iter().copied().filter(|&r| is_tag(region.inst(r).op));
        for r in tags.collect::<Vec<_>>() {
            sink(region, &dom, h, &inside, r);
        }
    }
}

fn is_tag(op: Op) -> bool {
    matches!(op, Op::val_of_float | Op::val_of_int | Op::val_of_bool | Op::val_of_nat)
}

fn uses(region: &Region, b: BlockId, r: Ref) -> bool {
    let block = region.block(b);
    let end = match &block.end {
        End::Jump { args, .. } => args.contains(&r),
        End::Return(v) => *v == r,
        End::Exit(_) | End::Open => false,
    };
    end || block.insts.iter().any(|&i| region.inst(i).args().contains(&r)) || region.snaps_of(b).iter().any(|&(_, s)| shows(region, s, r))
}
fn shows(region: &Region, s: crate::ir::SnapId, r: Ref) -> bool {
    let mut found = false;
    region.snap(s).for_each_value(|v| found |= v == r);
    found
}

fn sink(region: &mut Region, dom: &Dominators, h: BlockId, inside: &HashSet<BlockId>, r: Ref) {
    if inside.iter().any(|&b| uses(region, b, r)) {
        return;
    }
    let users: Vec<BlockId> = dom.order.iter().copied().filter(|&b| !inside.contains(&b) && uses(region, b, r)).collect();
    // The first block behind the loop on the way to each use.
    let mut ways: Vec<BlockId> = vec![];
    for &b in &users {
        let mut at = b;
        let way = loop {
            let [p] = dom.preds[at.0 as usize][..] else {
                match dom.idom[at.0 as usize] {
                    Some(p) => {
                        if inside.contains(&p.block) {
                            return;
                        }
                        at = p.block;
                        continue;
                    }
                    None => return,
                }
            };
            if inside.contains(&p.block) {
                break at;
            }
            at = p.block;
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    region.block_mut(h).insts.retain(|&i| i != r);
    for way in ways {
        let copy = region.add_inst(*region.inst(r));
        region.block_mut(way).insts.insert(0, copy);
        let mut snaps = HashSet::new();
        for b in dom.order.iter().copied().filter(|&b| dom.dominates(way, b)) {
            for i in region.block(b).insts.clone() {
                region.inst_mut(i).args_mut().iter_mut().filter(|a| **a == r).for_each(|a| *a = copy);
            }
            match &mut region.block_mut(b).end {
                End::Jump { args, .. } => args.iter_mut().filter(|a| **a == r).for_each(|a| *a = copy),
                End::Return(v) if *v == r => *v = copy,
                _ => {}
            }
            snaps.extend(region.snaps_of(b).into_iter().map(|(_, s)| s));
        }
        for s in snaps {
            region.snaps[s.0 as usize].for_each_value_mut(|v| {
                if *v == r {
                    *v = copy;
                }
            });
        }
    }
}
