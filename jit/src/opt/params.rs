//! Header parameters that are none: if every edge passes the same value, or the parameter itself, it is that value. After
//! unboxing this is what makes a loop's limit, its list and other registers that the loop doesn't change invariant.

use crate::ir::dominators::Dominators;
use crate::ir::{BlockId, End, Ref, Region};
use std::collections::HashMap;

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    // What removed parameters are; applied to the region once, at the end.
    let mut map: HashMap<Ref, Ref> = HashMap::new();
    let mut changed = true;
    while changed {
        changed = false;
        for &h in &dom.order {
            let mut i = 0;
            while i < region.block(h).params.len() {
                match only_value(region, &dom, &map, h, i) {
                    Some(value) => {
                        map.insert(region.block(h).params[i], value);
                        remove(region, &dom, h, i);
                        changed = true;
                    }
                    None => i += 1,
                }
            }
        }
    }
    region.substitute(&map);
}

fn resolve(map: &HashMap<Ref, Ref>, mut r: Ref) -> Ref {
    while let Some(&to) = map.get(&r) {
        r = to;
    }
    r
}

fn only_value(region: &Region, dom: &Dominators, map: &HashMap<Ref, Ref>, h: BlockId, i: usize) -> Option<Ref> {
    let p = region.block(h).params[i];
    let mut only = None;
    for pred in &dom.preds[h.0 as usize] {
        if let End::Jump { args, .. } = &region.block(pred.block).end {
            let a = resolve(map, args[i]);
            if a != p && only.replace(a).is_some_and(|o| o != a) {
                return None;
            }
        }
    }
    only
}

fn remove(region: &mut Region, dom: &Dominators, h: BlockId, i: usize) {
    region.block_mut(h).params.remove(i);
    if let Some(header) = &mut region.block_mut(h).header {
        header.slots.remove(i);
    }
    for pred in &dom.preds[h.0 as usize] {
        if let End::Jump { args, .. } = &mut region.block_mut(pred.block).end {
            args.remove(i);
        }
    }
}
