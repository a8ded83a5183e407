//! Integer ranges: an interval for each int at each point, from constants, ops, cell types and passed comparisons. Overflow
//! checks whose result fits, and comparisons whose outcome is certain, go away.
//!
//! Loop counters: a header parameter that every back edge only increases is never below what it was before the loop. That is what
//! makes `0 <= i` certain for loops that start at a constant.
//!
//! Wrap-around: the low bits of sums and products do not depend on the high ones. A checked op whose result ends, through
//! other such ops only, in `& mask` with a mask that isn't negative needs no check: hash and random-number loops stay in
//! 64 bits.

use crate::ir::dominators::Dominators;
use crate::ir::ops::{Effect, Op};
use crate::ir::types::{Cell, Type, word};
use crate::ir::{BlockId, End, Inst, Ref, Region};
use std::collections::{HashMap, HashSet};

/// An interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    lo: i64,
    hi: i64,
}

const ALL: Range = Range { lo: i64::MIN, hi: i64::MAX };
const SMALL: Range = Range { lo: word::INT_MIN, hi: word::INT_MAX };

impl Range {
    fn of(lo: i128, hi: i128) -> Option<Range> {
        Some(Range { lo: i64::try_from(lo).ok()?, hi: i64::try_from(hi).ok()? })
    }
    fn within(self, other: Range) -> bool {
        self.lo >= other.lo && self.hi <= other.hi
    }
    fn meet(self, other: Range) -> Range {
        let r = Range { lo: self.lo.max(other.lo), hi: self.hi.min(other.hi) };
        // An empty interval marks unreachable code; anything is right there.
        if r.lo <= r.hi { r } else { self }
    }
}

/// The pass.
pub fn run(region: &mut Region) {
    wrap_around(region);
    let dom = Dominators::new(region);
    let children = dom.children();
    let mut work = vec![(Region::ENTRY, Known::default())];
    while let Some((b, known)) = work.pop() {
        block(region, &dom, &children, b, known, &mut work);
    }
}

#[derive(Clone, Default)]
struct Known {
    ranges: HashMap<Ref, Range>,
    holds: HashSet<Ref>,
}

impl Known {
    fn range(&self, region: &Region, r: Ref) -> Range {
        match region.as_int(r) {
            Some(v) => Range { lo: v, hi: v },
            None => self.ranges.get(&r).copied().unwrap_or(ALL),
        }
    }
    fn narrow(&mut self, region: &Region, r: Ref, to: Range) {
        let new = self.range(region, r).meet(to);
        self.ranges.insert(r, new);
    }
    /// A comparison came out true.
    fn learn(&mut self, region: &Region, op: Op, a: Ref, b: Ref) {
        let (ra, rb) = (self.range(region, a), self.range(region, b));
        let below = |r: Range| Range { lo: i64::MIN, hi: r.hi.saturating_sub(1) };
        let above = |r: Range| Range { lo: r.lo.saturating_add(1), hi: i64::MAX };
        let upto = |r: Range| Range { lo: i64::MIN, hi: r.hi };
        let from = |r: Range| Range { lo: r.lo, hi: i64::MAX };
        match op {
            Op::int_lt => {
                self.narrow(region, a, below(rb));
                self.narrow(region, b, above(ra));
            }
            Op::int_le => {
                self.narrow(region, a, upto(rb));
                self.narrow(region, b, from(ra));
            }
            Op::int_gt => self.learn(region, Op::int_lt, b, a),
            Op::int_ge => self.learn(region, Op::int_le, b, a),
            Op::int_eq => {
                self.narrow(region, a, rb);
                self.narrow(region, b, ra);
            }
            // Below a length: not negative, and the length is positive.
            Op::int_ult if rb.lo >= 0 => {
                self.narrow(region, a, Range { lo: 0, hi: rb.hi.saturating_sub(1) });
            }
            _ => {}
        }
    }
    fn learn_cond(&mut self, region: &Region, cond: Ref, truth: bool) {
        let inst = region.inst(cond);
        let &[a, b] = inst.args() else {
            if inst.op == Op::bool_not {
                self.learn_cond(region, inst.args()[0], !truth);
            }
            return;
        };
        let op = match (inst.op, truth) {
            (op, true) => op,
            (Op::int_lt, false) => Op::int_ge,
            (Op::int_le, false) => Op::int_gt,
            (Op::int_gt, false) => Op::int_le,
            (Op::int_ge, false) => Op::int_lt,
            (Op::int_ne, false) => Op::int_eq,
            _ => return,
        };
        if op == Op::bool_and {
            self.learn_cond(region, a, true);
            self.learn_cond(region, b, true);
        } else {
            self.learn(region, op, a, b);
        }
        if truth {
            self.holds.insert(cond);
        }
    }
    /// The outcome of a comparison, if certain.
    fn decide(&self, region: &Region, inst: &Inst) -> Option<bool> {
        let &[a, b] = inst.args() else { return None };
        if region.ty(a) != Type::Int {
            return None;
        }
        let (x, y) = (self.range(region, a), self.range(region, b));
        match inst.op {
            Op::int_lt if x.hi < y.lo => Some(true),
            Op::int_lt if x.lo >= y.hi => Some(false),
            Op::int_le if x.hi <= y.lo => Some(true),
            Op::int_le if x.lo > y.hi => Some(false),
            Op::int_gt if x.lo > y.hi => Some(true),
            Op::int_gt if x.hi <= y.lo => Some(false),
            Op::int_ge if x.lo >= y.hi => Some(true),
            Op::int_ge if x.hi < y.lo => Some(false),
            Op::int_ne if x.hi < y.lo || y.hi < x.lo => Some(true),
            Op::int_eq if x.hi < y.lo || y.hi < x.lo => Some(false),
            Op::int_ult if x.lo >= 0 && x.hi < y.lo => Some(true),
            Op::int_ult if x.lo >= 0 && self.holds.iter().any(|&c| is_less(region, c, a, b)) => Some(true),
            _ => None,
        }
    }
}

/// Does the condition say `a < b`?
fn is_less(region: &Region, cond: Ref, a: Ref, b: Ref) -> bool {
    let inst = region.inst(cond);
    match inst.op {
        Op::int_lt | Op::int_ult => inst.args() == [a, b],
        Op::int_gt => inst.args() == [b, a],
        _ => false,
    }
}

fn block(region: &mut Region, dom: &Dominators, children: &[Vec<BlockId>], b: BlockId, mut known: Known, work: &mut Vec<(BlockId, Known)>) {
    for (i, &p) in region.block(b).params.clone().iter().enumerate() {
        if region.ty(p) == Type::Int {
            let range = param_range(region, dom, b, i, &known);
            known.ranges.insert(p, range);
        }
    }
    let insts = std::mem::take(&mut region.block_mut(b).insts);
    let end = insts.len();
    let mut kept = vec![];
    for (pos, r) in insts.into_iter().enumerate() {
        for &c in &children[b.0 as usize] {
            if dom.idom[c.0 as usize].is_some_and(|p| p.pos == pos) {
                let mut k = known.clone();
                if let (Op::guard_true | Op::guard_false, true) = (region.inst(r).op, region.sides.get(&r) == Some(&c)) {
                    k.learn_cond(region, region.inst(r).args()[0], region.inst(r).op == Op::guard_false);
                }
                work.push((c, k));
            }
        }
        if keep(region, &mut known, r) {
            kept.push(r);
        }
    }
    for &c in &children[b.0 as usize] {
        if dom.idom[c.0 as usize].is_some_and(|p| p.pos >= end) {
            work.push((c, known.clone()));
        }
    }
    region.block_mut(b).insts = kept;
}

/// Processes an instruction; false if it is not needed.
fn keep(region: &mut Region, known: &mut Known, r: Ref) -> bool {
    let inst = *region.inst(r);
    match inst.op {
        Op::guard_true | Op::guard_false => {
            let (cond, truth) = (inst.args()[0], inst.op == Op::guard_true);
            if known.decide(region, region.inst(cond)) == Some(truth) {
                return false;
            }
            known.learn_cond(region, cond, truth);
        }
        Op::guard_fits => {
            let a = inst.args()[0];
            if known.range(region, a).within(SMALL) {
                return false;
            }
            known.narrow(region, a, SMALL);
        }
        Op::int_add_ovf | Op::int_sub_ovf | Op::int_mul_ovf | Op::int_shl_ovf => {
            let exact = result(region, known, &inst);
            if let (Some(range), Some(op), false) = (exact, inst.op.without_check(), region.sides.contains_key(&r))
                && range.within(SMALL)
                && fine_shift(region, known, &inst)
            {
                *region.inst_mut(r) = Inst::simple(op, inst.args());
            }
            known.ranges.insert(r, exact.map_or(SMALL, |x| x.meet(SMALL)));
        }
        _ if inst.ty == Type::Int => {
            if let Some(range) = result(region, known, &inst) {
                known.ranges.insert(r, range);
            }
        }
        _ => {}
    }
    true
}

fn fine_shift(region: &Region, known: &Known, inst: &Inst) -> bool {
    inst.op != Op::int_shl_ovf || known.range(region, inst.args()[1]).within(Range { lo: 0, hi: 60 })
}

/// The interval of the exact result; None if it may leave 64 bits or nothing is known.
fn result(region: &Region, known: &Known, inst: &Inst) -> Option<Range> {
    let arg = |i: usize| known.range(region, inst.args()[i]);
    let wide = |r: Range| (i128::from(r.lo), i128::from(r.hi));
    match inst.op {
        Op::int_add | Op::int_add_ovf => {
            let ((a, b), (c, d)) = (wide(arg(0)), wide(arg(1)));
            Range::of(a + c, b + d)
        }
        Op::int_sub | Op::int_sub_ovf => {
            let ((a, b), (c, d)) = (wide(arg(0)), wide(arg(1)));
            Range::of(a - d, b - c)
        }
        Op::int_mul | Op::int_mul_ovf => {
            let ((a, b), (c, d)) = (wide(arg(0)), wide(arg(1)));
            let all = [a * c, a * d, b * c, b * d];
            Range::of(*all.iter().min()?, *all.iter().max()?)
        }
        Op::int_shl | Op::int_shl_ovf => {
            let n = arg(1);
            let (a, b) = wide(arg(0));
            if n.lo < 0 || n.hi > 60 {
                return None;
            }
            Range::of((a << n.hi).min(a << n.lo), (b << n.hi).max(b << n.lo))
        }
        Op::int_shr => {
            let (a, n) = (arg(0), arg(1));
            let shift = |v: i64, n: i64| v >> n.clamp(0, 63);
            let all = [shift(a.lo, n.lo), shift(a.lo, n.hi), shift(a.hi, n.lo), shift(a.hi, n.hi)];
            Range::of(i128::from(*all.iter().min()?), i128::from(*all.iter().max()?))
        }
        Op::int_and => {
            let (a, b) = (arg(0), arg(1));
            match (a.lo >= 0, b.lo >= 0) {
                (true, true) => Range::of(0, i128::from(a.hi.min(b.hi))),
                (true, false) => Range::of(0, i128::from(a.hi)),
                (false, true) => Range::of(0, i128::from(b.hi)),
                (false, false) => fits_if(a, b),
            }
        }
        Op::int_or | Op::int_xor => {
            let (a, b) = (arg(0), arg(1));
            if a.lo >= 0 && b.lo >= 0 {
                let bits = 64 - (a.hi | b.hi).leading_zeros();
                return Range::of(0, (1i128 << bits) - 1);
            }
            fits_if(a, b)
        }
        Op::int_not => Range::of(i128::from(!arg(0).hi), i128::from(!arg(0).lo)),
        Op::int_neg => Range::of(-i128::from(arg(0).hi), -i128::from(arg(0).lo)),
        Op::int_mod => {
            let (a, b) = (arg(0), arg(1));
            if b.lo > 0 {
                let hi = if a.lo >= 0 { a.hi.min(b.hi - 1) } else { b.hi - 1 };
                return Range::of(0, i128::from(hi));
            }
            b.within(SMALL).then_some(SMALL)
        }
        Op::int_floordiv => {
            let (a, b) = (arg(0), arg(1));
            if b.lo > 0 {
                let lo = if a.lo >= 0 { 0 } else { a.lo };
                return Range::of(i128::from(lo), i128::from(a.hi.max(-1)));
            }
            None
        }
        Op::int_min => Range::of(i128::from(arg(0).lo.min(arg(1).lo)), i128::from(arg(0).hi.min(arg(1).hi))),
        Op::int_max => Range::of(i128::from(arg(0).lo.max(arg(1).lo)), i128::from(arg(0).hi.max(arg(1).hi))),
        Op::int_select => Range::of(i128::from(arg(1).lo.min(arg(2).lo)), i128::from(arg(1).hi.max(arg(2).hi))),
        Op::int_of_val => Some(SMALL),
        Op::int_of_bool => Range::of(0, 1),
        Op::load | Op::load_at => match inst.cell {
            Cell::U8 => Range::of(0, 0xff),
            Cell::U16 => Range::of(0, 0xffff),
            Cell::U32 => Range::of(0, 0xffff_ffff),
            Cell::I32 => Range::of(i128::from(i32::MIN), i128::from(i32::MAX)),
            Cell::I64 | Cell::F64 | Cell::Val | Cell::Ptr | Cell::Mem => None,
        },
        _ => None,
    }
}

/// Bit operations on numbers of 61 bits give numbers of 61 bits.
fn fits_if(a: Range, b: Range) -> Option<Range> {
    (a.within(SMALL) && b.within(SMALL)).then_some(SMALL)
}

/// The interval of a header's parameter: what all edges that are not back edges pass, as far as back edges keep it.
fn param_range(region: &Region, dom: &Dominators, h: BlockId, i: usize, known: &Known) -> Range {
    let p = region.block(h).params[i];
    let (mut start, mut small) = (None::<Range>, true);
    let (mut up, mut down) = (true, true);
    for pred in &dom.preds[h.0 as usize] {
        let End::Jump { args, .. } = &region.block(pred.block).end else {
            return ALL;
        };
        let a = args[i];
        if !dom.dominates(h, pred.block) {
            let r = known.range(region, a);
            start = Some(start.map_or(r, |s| Range { lo: s.lo.min(r.lo), hi: s.hi.max(r.hi) }));
            continue;
        }
        let (grows, shrinks, fits) = step(region, a, p, 8);
        up &= grows;
        down &= shrinks;
        small &= fits;
    }
    let Some(start) = start else { return ALL };
    let outer = if small && start.within(SMALL) { SMALL } else { ALL };
    let lo = if up { start.lo } else { outer.lo };
    let hi = if down { start.hi } else { outer.hi };
    Range { lo, hi }
}

/// How a back edge's value relates to the parameter: not below, not above, and fits 61 bits. Plain sums may wrap, so only
/// checked ones count (and the parameter itself).
fn step(region: &Region, a: Ref, p: Ref, depth: u32) -> (bool, bool, bool) {
    if a == p {
        return (true, true, true);
    }
    let inst = region.inst(a);
    match inst.op {
        Op::constant => (false, false, word::fits(inst.imm as i64)),
        Op::int_of_val | Op::int_of_bool => (false, false, true),
        Op::int_mul_ovf | Op::int_shl_ovf => (false, false, true),
        Op::int_add_ovf | Op::int_sub_ovf if depth > 0 => {
            let (up, down, _) = step(region, inst.args()[0], p, depth - 1);
            match region.as_int(inst.args()[1]) {
                Some(c) => {
                    let c = if inst.op == Op::int_add_ovf { c } else { -c };
                    (up && c >= 0, down && c <= 0, true)
                }
                None => (false, false, true),
            }
        }
        _ => (false, false, false),
    }
}

/// Removes checks whose result only matters in its low bits.
fn wrap_around(region: &mut Region) {
    let dom = Dominators::new(region);
    let (mut candidates, mut masks) = (HashSet::new(), false);
    for &b in &dom.order {
        for &r in &region.block(b).insts {
            let inst = region.inst(r);
            if inst.op.without_check().is_some() && inst.op != Op::int_shl_ovf && !region.sides.contains_key(&r) {
                candidates.insert(r);
            }
            masks |= inst.op == Op::int_and;
        }
    }
    if !masks {
        return;
    }
    // Values whose high bits are wrong if the candidates wrap.
    loop {
        let mut loose: HashSet<Ref> = HashSet::new();
        let mut bad: HashSet<Ref> = HashSet::new();
        for &b in &dom.order {
            let block = region.block(b);
            for &r in &block.insts {
                let inst = region.inst(r);
                let tainted: Vec<Ref> = inst.args().iter().copied().filter(|a| loose.contains(a)).collect();
                let masked = inst.op == Op::int_and && inst.args().iter().any(|&a| region.as_int(a).is_some_and(|m| m >= 0));
                let passes_on = candidates.contains(&r)
                    || matches!(inst.op, Op::int_add | Op::int_sub | Op::int_mul | Op::int_neg | Op::int_not)
                    || matches!(inst.op, Op::int_and | Op::int_or | Op::int_xor);
                if !tainted.is_empty() && !masked && !passes_on {
                    bad.extend(&tainted);
                }
                if (candidates.contains(&r) || !tainted.is_empty() && !masked) && inst.ty == Type::Int {
                    loose.insert(r);
                }
                if inst.snap.is_some() && !candidates.contains(&r) {
                    region.snap(inst.snap).for_each_value(|v| {
                        if loose.contains(&v) {
                            bad.insert(v);
                        }
                    });
                }
            }
            let mut end = |v: Ref| {
                if loose.contains(&v) {
                    bad.insert(v);
                }
            };
            match &block.end {
                End::Jump { args, .. } => args.iter().for_each(|&a| end(a)),
                End::Exit(s) => region.snap(*s).for_each_value(end),
                End::Return(v) => end(*v),
                End::Open => {}
            }
        }
        // Where a wrong value would show, everything that flows into it keeps its check.
        let mut work: Vec<Ref> = bad.iter().copied().collect();
        let mut removed = false;
        while let Some(r) = work.pop() {
            removed |= candidates.remove(&r);
            if loose.remove(&r) {
                work.extend(region.inst(r).args());
            }
        }
        if !removed {
            break;
        }
    }
    for r in candidates {
        let inst = *region.inst(r);
        if let Some(op) = inst.op.without_check()
            && inst.op.effect() == Effect::Guard
        {
            *region.inst_mut(r) = Inst::simple(op, inst.args());
        }
    }
}
