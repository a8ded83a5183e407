//! All structural rules of a region, checked after every pass in debug builds.
//!
//! Rules: operands are available where used (SSA over extended blocks), operand types fit the op's row or the callee's
//! signature, guards and raising calls have snapshots, snapshots name available values and existing objects, jumps match the
//! parameters of a loop header, every side path starts at a guard, parameters stand only in headers.

use super::dominators::{Dominators, Point};
use super::ops::Op;
use super::types::Type;
use super::{End, Ref, Region, SnapId, text};
use crate::snapshot::Entry;
use std::collections::HashSet;

/// Checks the region; the error names the instruction.
pub fn verify(region: &Region) -> Result<(), String> {
    let dom = Dominators::new(region);
    let mut seen = HashSet::new();
    for &b in &dom.order {
        let block = region.block(b);
        if !block.params.is_empty() && block.header.is_none() {
            return Err(format!("b{} has parameters but is no loop header", b.0));
        }
        if let Some(h) = &block.header
            && h.slots.len() != block.params.len()
        {
            return Err(format!("b{}: {} registers for {} parameters", b.0, h.slots.len(), block.params.len()));
        }
        for &p in &block.params {
            if region.inst(p).op != Op::param || !seen.insert(p) {
                return Err(format!("b{}: v{} is not a parameter of this block only", b.0, p.0));
            }
        }
        for (pos, &r) in block.insts.iter().enumerate() {
            let fail = |what: String| Err(format!("b{} {}: {what}", b.0, text::print_inst(region, r)));
            if !seen.insert(r) {
                return fail("stands in two places".into());
            }
            if let Err(what) = check_inst(region, r) {
                return fail(what);
            }
            for &a in region.inst(r).args() {
                if !dom.available(region, a, Point { block: b, pos }) {
                    return fail(format!("v{} is not available here", a.0));
                }
            }
        }
        for (pos, s) in region.snaps_of(b) {
            check_snap(region, &dom, Point { block: b, pos }, s).map_err(|e| format!("b{} at {pos}: snapshot: {e}", b.0))?;
        }
        match &block.end {
            End::Open => return Err(format!("b{} has no end", b.0)),
            End::Exit(s) if !s.is_some() => return Err(format!("b{}: exit without snapshot", b.0)),
            End::Exit(_) => {}
            End::Return(v) => {
                if region.function.is_none() || region.ty(*v) != Type::Val {
                    return Err(format!("b{} returns {:?}", b.0, region.ty(*v)));
                }
                if !dom.available(region, *v, Point { block: b, pos: block.insts.len() }) {
                    return Err(format!("b{} returns v{}, which is not available", b.0, v.0));
                }
            }
            End::Jump { to, args, .. } => {
                let target = region.blocks.get(to.0 as usize).ok_or("jump to nowhere")?;
                if target.header.is_none() && !target.params.is_empty() {
                    return Err(format!("b{} jumps to b{}, which is no header", b.0, to.0));
                }
                if args.len() != target.params.len() {
                    return Err(format!("b{} jumps with {} arguments to {} parameters", b.0, args.len(), target.params.len()));
                }
                let at = Point { block: b, pos: block.insts.len() };
                for (&a, &p) in args.iter().zip(&target.params) {
                    if region.ty(a) != region.ty(p) {
                        return Err(format!("b{} passes {:?} for {:?}", b.0, region.ty(a), region.ty(p)));
                    }
                    if !dom.available(region, a, at) {
                        return Err(format!("b{} passes v{}, which is not available", b.0, a.0));
                    }
                }
            }
        }
    }
    for (&g, &to) in &region.sides {
        if dom.defined[g.0 as usize].is_some() && !region.leaves(region.inst(g)) {
            return Err(format!("v{} leads to b{} but is no guard", g.0, to.0));
        }
    }
    Ok(())
}

fn check_inst(region: &Region, r: Ref) -> Result<(), String> {
    let inst = region.inst(r);
    let info = inst.op.info();
    if matches!(inst.op, Op::constant | Op::param) {
        return Err("must not stand in a block".into());
    }
    let types: Vec<Type> = inst.args().iter().map(|&a| region.ty(a)).collect();
    if inst.op == Op::call {
        let callee = region.callees.get(inst.imm as usize).ok_or("no such callee")?;
        if types != callee.params || inst.ty != callee.result {
            return Err(format!("called with {types:?} for {:?}", callee.params));
        }
        if callee.effects.raises && callee.result == Type::Float {
            return Err("a callee that raises cannot return a float".into());
        }
    } else if inst.op == Op::call_if {
        let callee = region.callees.get(inst.imm as usize).ok_or("no such callee")?;
        if types.len() < 3 || types[0] != Type::Bool || types[1] != inst.ty || types[2..] != callee.params || inst.ty != callee.result {
            return Err(format!("called with {types:?} for {:?}", callee.params));
        }
        if callee.effects.raises || callee.effects.writes {
            return Err("a call that may not happen must neither raise nor run Python code".into());
        }
    } else {
        if types.len() != info.operands.len() {
            return Err(format!("{} operands instead of {}", types.len(), info.operands.len()));
        }
        for (want, &ty) in info.operands.iter().zip(&types) {
            if !want.accepts(ty) {
                return Err(format!("operand is {ty:?}, wanted {want:?}"));
            }
        }
    }
    if inst.op.is_access() {
        let value = match inst.op {
            Op::load | Op::load_at => inst.ty,
            _ => region.ty(inst.stored()),
        };
        if value != inst.cell.ty() {
            return Err(format!("{value:?} in a cell {:?}", inst.cell));
        }
    }
    if matches!(inst.op, Op::allocate | Op::int_big) && region.layouts.len() <= inst.imm as usize {
        return Err("no such layout".into());
    }
    let may_lack = matches!(inst.op, Op::constant);
    if region.leaves(inst) != inst.snap.is_some() && !may_lack {
        return Err("a guard needs a snapshot, and only a guard has one".into());
    }
    Ok(())
}

fn check_snap(region: &Region, dom: &Dominators, at: Point, s: SnapId) -> Result<(), String> {
    let snap = region.snaps.get(s.0 as usize).ok_or("does not exist")?;
    if snap.frames.is_empty() {
        return Err("has no frames".into());
    }
    if snap.slots.windows(2).any(|w| w[0].0 >= w[1].0) {
        return Err("registers out of order".into());
    }
    let cells = snap.objects.iter().flat_map(|o| o.cells.iter().map(|c| c.2));
    for e in snap.slots.iter().map(|s| s.1).chain(cells) {
        match e {
            Entry::Object(n) if n as usize >= snap.objects.len() => {
                return Err(format!("no object {n}"));
            }
            Entry::Object(_) => {}
            Entry::Value { value, .. } => {
                if !dom.available(region, value, at) {
                    return Err(format!("v{} is not available", value.0));
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each region breaks one rule; the message must name it.
    #[test]
    fn broken_regions_are_refused() {
        for (input, want) in [
            ("b0:\n  v0 = int.add 1 2.5\n  exit !s0\ns0 = run f1@0+0", "wanted Int"),
            ("b0:\n  v0 = int.add v1 1\n  v1 = int.neg v0\n  exit !s0\ns0 = run f1@0+0", "not available"),
            ("b0:\n  v0 = int.add_ovf 1 1\n  exit !s0\ns0 = run f1@0+0", "needs a snapshot"),
            ("b0:\n  open", "no end"),
            ("b0:\n  v0 = int.neg 1\n  exit !s0\ns0 = run", "no frames"),
            ("b0:\n  exit !s0\ns0 = run f1@0+0 r1=o0", "no object"),
            ("b0:\n  jump b1(1)\nb1(v0: val): loop r0 !s0\n  exit !s0\ns0 = run f1@0+0", "passes Int for Val"),
        ] {
            let region = text::parse(input).unwrap();
            let err = verify(&region).unwrap_err();
            assert!(err.contains(want), "{err:?} lacks {want:?}");
        }
    }
}
