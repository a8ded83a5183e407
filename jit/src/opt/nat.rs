//! Unboxing of parameters that are unsigned numbers (`Nat`). Their words may be objects, so this differs from the other types:
//! an edge that takes a word apart releases it behind all its guards, and the state behind that names the number; snapshots
//! name the tagged copy, until `untag` finds that nobody wants it; guards on the copy's class become comparisons.

use crate::ir::ops::Op;
use crate::ir::types::{Type, word};
use crate::ir::{BlockId, End, Inst, Ref, Region, SnapId};
use crate::snapshot::Entry;
use std::collections::HashMap;

/// May an edge pass the value for a parameter that is a number? `words` says that edges may have guards.
pub(super) fn fits(region: &Region, a: Ref, words: bool) -> bool {
    let inst = region.inst(a);
    match inst.op {
        Op::val_of_nat => true,
        Op::constant if word::is_int(inst.imm) => word::as_int(inst.imm) >= 0,
        Op::constant => words && word::is_ptr(inst.imm),
        Op::val_of_int => words || is_natural(region, inst.args()[0]),
        Op::val_of_float | Op::val_of_bool | Op::val_of_ptr => false,
        _ => words,
    }
}

/// Is the int 0 or more by its making?
fn is_natural(region: &Region, i: Ref) -> bool {
    let inst = region.inst(i);
    let constant = |k: usize| region.as_int(inst.args()[k]);
    match inst.op {
        Op::constant => inst.imm as i64 >= 0,
        Op::int_ushr => constant(1).is_some_and(|n| (1..64).contains(&n)),
        Op::int_and => constant(1).is_some_and(|m| m >= 0),
        Op::int_of_bool => true,
        _ => false,
    }
}

/// The number in a word, at the end of a block that jumps with the state `snap`. Words to release are noted in `taken`.
pub(super) fn untag(region: &mut Region, b: BlockId, a: Ref, snap: SnapId, taken: &mut Vec<(Ref, Ref)>) -> Ref {
    let inst = *region.inst(a);
    match inst.op {
        Op::val_of_nat => {
            // Nobody keeps the word's object, if others wanted one.
            taken.push((a, inst.args()[0]));
            inst.args()[0]
        }
        Op::val_of_int => {
            let i = inst.args()[0];
            if !is_natural(region, i) {
                let zero = region.int(0);
                let cond = region.push(b, Inst::simple(Op::int_ge, &[i, zero]));
                region.push(b, Inst::simple(Op::guard_true, &[cond]).with_snap(snap));
            }
            region.push(b, Inst::simple(Op::nat_of_int, &[i]))
        }
        Op::constant if word::is_int(inst.imm) => region.constant(Type::Nat, word::as_int(inst.imm) as u64),
        _ => {
            region.push(b, Inst::simple(Op::guard_nat, &[a]).with_snap(snap));
            let n = region.push(b, Inst::simple(Op::nat_of_val, &[a]));
            taken.push((a, n));
            n
        }
    }
}

/// Ends an edge: releases the words it took apart, and makes the jump's state name the numbers, since guards may still come.
/// The number of a parameter that is about to become one doesn't exist yet: it stands for itself in `taken`, and the state is
/// returned, for `name_numbers`.
pub(super) fn release_taken(region: &mut Region, b: BlockId, taken: Vec<(Ref, Ref)>) -> Option<SnapId> {
    for &(a, _) in &taken {
        region.push(b, Inst::simple(Op::release_int, &[a]));
    }
    let End::Jump { snap, .. } = region.block(b).end else { return None };
    if taken.is_empty() || !snap.is_some() {
        return None;
    }
    let copy = region.snap(snap).clone();
    let new = region.add_snap(copy);
    name_numbers(region, new, &taken.into_iter().collect());
    if let End::Jump { snap, .. } = &mut region.block_mut(b).end {
        *snap = new;
    }
    Some(new)
}

/// The registers of a state that hold the words in `numbers` hold the numbers instead: the words were released.
pub(super) fn name_numbers(region: &mut Region, snap: SnapId, numbers: &HashMap<Ref, Ref>) {
    let mut seen: Vec<Ref> = vec![];
    for (_, e) in &mut region.snaps[snap.0 as usize].slots {
        if let Entry::Value { value, own: true } = *e
            && let Some(&n) = numbers.get(&value)
            && !seen.contains(&value)
        {
            // A second reference to the same word is still there.
            seen.push(value);
            *e = Entry::Value { value: n, own: true };
        }
    }
}

/// Guards on the class of a tagged copy become comparisons, so that nobody has to make the word. `numbers` maps the parameters
/// that were words to numbers.
pub(super) fn retype(region: &mut Region, numbers: &HashMap<Ref, Ref>) {
    for b in region.block_ids() {
        let mut kept = vec![];
        for r in std::mem::take(&mut region.block_mut(b).insts) {
            let inst = *region.inst(r);
            let number = inst.args().first().and_then(|a| numbers.get(a)).copied();
            let small = match (inst.op, number) {
                (Op::guard_int, Some(_)) => true,
                (Op::guard_not_int | Op::guard_ptr, Some(_)) => false,
                _ => {
                    kept.push(r);
                    continue;
                }
            };
            let limit = region.int(word::INT_MAX + 1);
            let low = region.add_inst(Inst::simple(Op::int_of_nat, &[number.unwrap_or(r)]));
            let cond = region.add_inst(Inst::simple(Op::int_ult, &[low, limit]));
            let op = if small { Op::guard_true } else { Op::guard_false };
            *region.inst_mut(r) = Inst::simple(op, &[cond]).with_snap(inst.snap);
            kept.extend([low, cond, r]);
        }
        region.block_mut(b).insts = kept;
    }
}
