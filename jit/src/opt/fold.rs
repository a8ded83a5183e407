//! Folding and common subexpressions: applied to each instruction at emission, and again to the whole region when other passes
//! have exposed more.
//!
//! The order of attempts is fixed: known operands are replaced, constants computed by the op's own meaning, the named
//! rules tried (each makes the op cheaper or more canonical, so rewriting ends), then facts: a guard seen once is not
//! emitted again, a value computed or loaded once is used again.

use super::apart::{Different, Writes};
use super::facts::Facts;
use super::rules::{self, Rewrite};
use crate::ir::dominators::Dominators;
use crate::ir::ops::{Effect, Op};
use crate::ir::{BlockId, Inst, Ref, Region, meaning};
use std::collections::HashMap;

/// Rewrites in a row that one instruction may take; more is a bug in the rules.
const REWRITES_MAX: usize = 16;

/// What became of an instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Folded {
    /// Its result is this value; nothing needs to run.
    Value(Ref),
    /// It has no result and nothing needs to run.
    Done,
    /// This needs to run.
    Keep(Inst),
}

/// Simplifies an instruction at a point with these facts.
pub fn simplify(region: &mut Region, facts: &Facts, mut inst: Inst) -> Folded {
    for _ in 0..REWRITES_MAX {
        for arg in inst.args_mut() {
            if let Some(c) = facts.known(*arg) {
                *arg = c;
            }
        }
        if inst.op.commutes() && region.bits(inst.args()[0]).is_some() && region.bits(inst.args()[1]).is_none() {
            inst.args_mut().swap(0, 1);
        }
        if let Some(done) = constant(region, &inst) {
            return done;
        }
        match rules::rewrite(region, facts, &inst) {
            Rewrite::None => break,
            Rewrite::Value(r) => return Folded::Value(facts.known(r).unwrap_or(r)),
            Rewrite::Done => return Folded::Done,
            Rewrite::Inst(new) => inst = new.with_snap(inst.snap),
        }
    }
    if inst.op.is_guard() && !inst.args().is_empty() || inst.op == Op::guard_valid {
        let known = match inst.op {
            Op::guard_valid => facts.class_guard_valid(),
            _ => facts.class_guard(region, &inst),
        };
        if known == Some(true) {
            return Folded::Done;
        }
    }
    if matches!(inst.op, Op::retain | Op::release | Op::release_quiet | Op::release_int) && facts.uncounted(region, inst.args()[0]) {
        return Folded::Done;
    }
    match facts.computed(region, &inst) {
        Some(r) => Folded::Value(r),
        None => Folded::Keep(inst),
    }
}

fn constant(region: &mut Region, inst: &Inst) -> Option<Folded> {
    if inst.args().is_empty() || !matches!(inst.op.effect(), Effect::Pure | Effect::Guard) {
        return None;
    }
    let mut bits = [0; crate::ir::ARGS_MAX];
    for (b, &a) in bits.iter_mut().zip(inst.args()) {
        *b = region.bits(a)?;
    }
    let bits = &bits[..inst.args().len()];
    if let Some(value) = meaning::pure(inst.op, bits) {
        return Some(Folded::Value(region.constant(inst.ty, value)));
    }
    match meaning::guard(inst.op, bits, inst.imm)? {
        Some(value) if inst.ty != crate::ir::types::Type::Unit => Some(Folded::Value(region.constant(inst.ty, value))),
        Some(_) => Some(Folded::Done),
        None => None,
    }
}

/// The pass: simplifies every instruction with the facts of all points that dominate it.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let different = Different::new(region, &dom);
    let children = dom.children();
    let mut map = HashMap::new();
    let mut work = vec![(Region::ENTRY, Facts::default())];
    while let Some((b, mut facts)) = work.pop() {
        block(region, (&dom, &different), &children, b, &mut facts, &mut map, &mut work);
    }
    region.substitute(&map);
}

fn block(
    region: &mut Region,
    (dom, different): (&Dominators, &Different),
    children: &[Vec<BlockId>],
    b: BlockId,
    facts: &mut Facts,
    map: &mut HashMap<Ref, Ref>,
    work: &mut Vec<(BlockId, Facts)>,
) {
    if region.block(b).header.is_some() {
        let writes = Writes::of(region, &dom.loop_blocks(b));
        facts.enter_known_loop(region, &writes, |region, load| writes.reach_cell(region, dom, different, load));
    }
    let below: Vec<(usize, BlockId)> = children[b.0 as usize].iter().filter_map(|&c| Some((dom.idom[c.0 as usize]?.pos, c))).collect();
    let insts = std::mem::take(&mut region.block_mut(b).insts);
    let end = insts.len();
    let mut kept = Vec::with_capacity(end);
    for (pos, r) in insts.into_iter().enumerate() {
        for &(at, c) in &below {
            if at == pos {
                work.push((c, side_facts(region, facts, r, dom, c)));
            }
        }
        let mut inst = *region.inst(r);
        for arg in inst.args_mut() {
            while let Some(&to) = map.get(arg) {
                *arg = to;
            }
        }
        match simplify(region, facts, inst) {
            Folded::Value(v) => {
                map.insert(r, v);
            }
            Folded::Done => {}
            Folded::Keep(new) => {
                *region.inst_mut(r) = new;
                kept.push(r);
                facts.learn(region, r);
            }
        }
    }
    for &(at, c) in &below {
        if at >= end {
            work.push((c, facts.clone()));
        }
    }
    region.block_mut(b).insts = kept;
}

/// Facts on a side path: what held before the guard, and the branch's outcome if only this guard leads there.
fn side_facts(region: &mut Region, facts: &Facts, guard: Ref, dom: &Dominators, to: BlockId) -> Facts {
    let mut facts = facts.clone();
    if dom.preds[to.0 as usize].len() == 1 && region.sides.get(&guard) == Some(&to) {
        learn_failed(region, &mut facts, guard);
    }
    facts
}

/// Takes note that a guard did not pass.
pub fn learn_failed(region: &mut Region, facts: &mut Facts, guard: Ref) {
    let inst = *region.inst(guard);
    match inst.op {
        Op::guard_true => facts.learn_truth(region, inst.args()[0], false),
        Op::guard_false => facts.learn_truth(region, inst.args()[0], true),
        _ => {}
    }
}
