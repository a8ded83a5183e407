//! Header parameters that are none: if every edge passes the same value, or the parameter itself, it is that value. After
//! unboxing this is what makes a loop's limit, its list and other registers that the loop doesn't change invariant.

use crate::ir::dominators::Dominators;
use crate::ir::{BlockId, End, Ref, Region};
use std::collections::HashMap;

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    // Removed parameters and what they are: put in everywhere at the end.
    let mut gone: HashMap<Ref, Ref> = HashMap::new();
    let mut changed = true;
    while changed {
        changed = false;
        for &h in &dom.order {
            let mut i = 0;
            while i < region.block(h).params.len() {
                match only_value(region, &dom, &gone, h, i) {
                    Some(value) => {
                        gone.insert(remove(region, &dom, h, i), value);
                        changed = true;
                    }
                    None => i += 1,
                }
            }
        }
    }
    region.substitute(&gone);
}

fn only_value(region: &Region, dom: &Dominators, gone: &HashMap<Ref, Ref>, h: BlockId, i: usize) -> Option<Ref> {
    let p = region.block(h).params[i];
    let mut only = None;
    for pred in &dom.preds[h.0 as usize] {
        if let End::Jump { args, .. } = &region.block(pred.block).end {
            let mut a = args[i];
            while let Some(&to) = gone.get(&a) {
                a = to;
            }
            if a != p && only.replace(a).is_some_and(|o| o != a) {
                return None;
            }
        }
    }
    only
}

/// Takes the parameter away from the header and from all edges.
fn remove(region: &mut Region, dom: &Dominators, h: BlockId, i: usize) -> Ref {
    let p = region.block_mut(h).params.remove(i);
    if let Some(header) = &mut region.block_mut(h).header {
        header.slots.remove(i);
    }
    for pred in &dom.preds[h.0 as usize] {
        if let End::Jump { args, .. } = &mut region.block_mut(pred.block).end {
            args.remove(i);
        }
    }
    p
}
