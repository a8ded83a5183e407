//! Loop nests. A region is rooted at its innermost hot loop; the enclosing loop is a path that leaves and comes back to the same
//! header. This pass splits such a header in two, so that there is a place that runs once per *outer* iteration:
//!
//! ```text
//! before                     after
//! entry -> H <- inner        entry -> O <- outer
//!          ^--- outer                 O -> H <- inner
//! ```
//! So it does with a header that has several ways in.

use crate::ir::dominators::Dominators;
use crate::ir::{BlockId, End, Header, Region};
use std::collections::HashMap;

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let headers: Vec<BlockId> = dom.order.iter().copied().filter(|&b| region.block(b).header.is_some()).collect();
    for h in headers {
        split(region, &dom, h);
    }
}

fn split(region: &mut Region, dom: &Dominators, h: BlockId) {
    let (mut inner, mut outer, mut entry) = (0, vec![], vec![]);
    for p in &dom.preds[h.0 as usize] {
        let End::Jump { outer: is_outer, .. } = region.block(p.block).end else {
            return;
        };
        match (dom.dominates(h, p.block), is_outer) {
            (false, _) => entry.push(p.block),
            (true, true) => outer.push(p.block),
            (true, false) => inner += 1,
        }
    }
    let Some(header) = region.block(h).header.clone() else {
        return;
    };
    if inner == 0 || outer.is_empty() && entry.len() < 2 || !header.snap.is_some() {
        return;
    }
    let o = region.add_block();
    let params = region.block(h).params.clone();
    let mut map = HashMap::new();
    let mut args = vec![];
    for p in params {
        let ty = region.ty(p);
        let q = region.add_param(o, ty);
        map.insert(p, q);
        args.push(q);
    }
    let snap = region.copy_snap(header.snap, &map);
    let block = region.block_mut(o);
    block.header = Some(Header { snap, slots: header.slots });
    block.end = End::Jump { to: h, args, snap, outer: false };
    for b in entry.into_iter().chain(outer) {
        if let End::Jump { to, outer, .. } = &mut region.block_mut(b).end {
            *to = o;
            *outer = false;
        }
    }
}
