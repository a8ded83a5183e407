//! Borrowed loop variables. `for a, b in pairs` counts a reference for each variable that it sets and gives one up for each that it
//! replaces. In a loop that gives up no other reference, no object can die: what a container lends stays alive until the loop is left,
//! so its registers need no references of their own.
//!
//! ```text
//! jump b1(v1)                              release.shared v1 !s0 ; jump b1(v1)
//! b1(p: val): loop                         b1(p: val): loop
//!   v2 = load_at.val ... ; retain v2         v2 = load_at.val ...
//!   release.quiet p !s1 ...          =>      guard.float v9 !s2     s2 = ... r5=&v2
//!   guard.float v9 !s2                       jump b1(v2)
//!   jump b1(v2)
//! ```
//! The references that the variables bring along are given up in front of the loop, which is not entered if one of them is the last
//! to its object: then an object would die in the first iteration. Exits count what they show (`&v2`), and a path out of the loop starts
//! by counting what it holds.
//!
//! A value joins only if the bookkeeping adds up on every path: at each exit the state owns as many references to it as were
//! counted, and at the end of the path they are just those that the next iteration gets.

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::Type;
use crate::ir::{BlockId, Effects, End, Inst, Ref, Region, SnapId};
use crate::opt::facts::{Class, class_of_word};
use crate::snapshot::Entry;
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    if !region.edge_guards {
        return;
    }
    let dom = Dominators::new(region);
    let headers: Vec<BlockId> = dom.order.iter().copied().filter(|&b| region.block(b).header.is_some()).collect();
    for h in headers {
        if let Some(plan) = Plan::make(region, &dom, h) {
            plan.apply(region);
        }
    }
}

/// The object behind a word or address.
fn object_of(region: &Region, mut r: Ref) -> Ref {
    while matches!(region.inst(r).op, Op::val_of_ptr | Op::ptr_of_val) {
        r = region.inst(r).args()[0];
    }
    r
}

/// A number, None or the like, which no reference is counted for.
fn is_immediate(region: &Region, r: Ref) -> bool {
    match region.inst(r).op {
        Op::constant => region.ty(r) == Type::Val && class_of_word(region.inst(r).imm) != Class::Ptr,
        Op::val_of_int | Op::val_of_bool => true,
        _ => false,
    }
}

/// References held at a place, by object.
type Held = HashMap<Ref, i32>;

struct Plan {
    header: BlockId,
    inside: HashSet<BlockId>,
    /// Numbers of the parameters that borrow.
    chosen: Vec<usize>,
    /// The objects that are not counted in the loop.
    objects: HashSet<Ref>,
    /// Snapshots of the loop.
    snaps: HashSet<SnapId>,
    /// Blocks behind the ways out, with the references held there.
    out: Vec<(BlockId, Held)>,
    /// Blocks that jump in from outside.
    before: Vec<BlockId>,
}

impl Plan {
    fn make(region: &Region, dom: &Dominators, header: BlockId) -> Option<Plan> {
        let inside: HashSet<BlockId> = dom.loop_blocks(header).into_iter().collect();
        if inside.iter().any(|&b| b != header && region.block(b).header.is_some()) {
            return None;
        }
        let mut plan = Plan { header, inside, chosen: vec![], objects: HashSet::new(), snaps: HashSet::new(), out: vec![], before: vec![] };
        plan.choose(region, dom)?;
        plan.check_instructions(region, dom)?;
        plan.follow_paths(region, dom)?;
        plan.check_snapshots(region, dom)?;
        Some(plan)
    }
    /// Parameters whose next values are borrowed too.
    fn choose(&mut self, region: &Region, dom: &Dominators) -> Option<()> {
        let params = &region.block(self.header).params;
        let changes = |i: usize| self.back_edges(region, dom).any(|args| object_of(region, args[i]) != params[i]);
        self.chosen = (0..params.len()).filter(|&i| matches!(region.ty(params[i]), Type::Val | Type::Ptr) && changes(i)).collect();
        let (mut retained, mut released): (HashSet<Ref>, HashSet<Ref>) = (HashSet::new(), HashSet::new());
        for &b in &self.inside {
            for inst in region.block(b).insts.iter().map(|&r| region.inst(r)) {
                match inst.op {
                    Op::retain => retained.insert(object_of(region, inst.args()[0])),
                    Op::release | Op::release_quiet | Op::release_int => released.insert(object_of(region, inst.args()[0])),
                    _ => continue,
                };
            }
        }
        for p in &dom.preds[self.header.0 as usize] {
            let End::Jump { snap, .. } = &region.block(p.block).end else { return None };
            if !self.inside.contains(&p.block) {
                if !snap.is_some() {
                    return None;
                }
                self.before.push(p.block);
            }
        }
        loop {
            let count = self.chosen.len();
            let borrowed: HashSet<Ref> = self.chosen.iter().map(|&i| params[i]).collect();
            let mut chosen = std::mem::take(&mut self.chosen);
            chosen.retain(|&i| {
                self.back_edges(region, dom).all(|args| {
                    let a = object_of(region, args[i]);
                    is_immediate(region, a) || borrowed.contains(&a) || matches!(region.inst(a).op, Op::load | Op::load_at) && retained.contains(&a)
                })
            });
            self.chosen = chosen;
            if self.chosen.len() == count {
                break;
            }
        }
        let next = self.back_edges(region, dom).flat_map(|args| self.chosen.iter().map(|&i| object_of(region, args[i])));
        let mut objects: HashSet<Ref> = next.filter(|&a| !is_immediate(region, a)).chain(self.chosen.iter().map(|&i| params[i])).collect();
        // What is loaded and held for a while, as the tuple that is unpacked.
        objects.extend(retained.intersection(&released).filter(|&&a| matches!(region.inst(a).op, Op::load | Op::load_at)));
        self.objects = objects;
        // Somebody must gain by it.
        retained.iter().any(|r| self.objects.contains(r)).then_some(())
    }
    fn back_edges<'r>(&'r self, region: &'r Region, dom: &'r Dominators) -> impl Iterator<Item = &'r Vec<Ref>> + 'r {
        dom.preds[self.header.0 as usize].iter().filter(|p| self.inside.contains(&p.block)).filter_map(|p| match &region.block(p.block).end {
            End::Jump { args, .. } => Some(args),
            _ => None,
        })
    }
    /// Does the loop give up no reference but the borrowed ones?
    fn check_instructions(&self, region: &Region, dom: &Dominators) -> Option<()> {
        for &b in dom.order.iter().filter(|b| self.inside.contains(b)) {
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                let quiet = match inst.op {
                    Op::release | Op::release_quiet | Op::release_int => {
                        self.objects.contains(&object_of(region, inst.args()[0])) && !region.sides.contains_key(&r)
                    }
                    Op::call => region.callee(inst).effects == Effects::PURE,
                    Op::frame_pop | Op::allocate | Op::int_big | Op::val_of_nat => false,
                    _ => true,
                };
                if !quiet {
                    return None;
                }
            }
        }
        Some(())
    }
    /// Walks all paths from the header to its back edges and ways out; blocks of the loop have one way in.
    fn follow_paths(&mut self, region: &Region, dom: &Dominators) -> Option<()> {
        let mut start: Held = HashMap::new();
        for &i in &self.chosen {
            *start.entry(region.block(self.header).params[i]).or_insert(0) += 1;
        }
        let mut ends: HashMap<BlockId, Vec<Held>> = HashMap::new();
        for &b in &dom.order {
            if !self.inside.contains(&b) {
                continue;
            }
            let mut held = match b == self.header {
                true => start.clone(),
                false => match dom.preds[b.0 as usize][..] {
                    [p] => ends.get(&p.block)?.get(p.pos)?.clone(),
                    _ => return None,
                },
            };
            // What is held in front of each instruction, and at the end.
            let mut all = vec![];
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                all.push(held.clone());
                // A release's exit shows the state behind it, and goes with it.
                if !matches!(inst.op, Op::release | Op::release_quiet | Op::release_int) {
                    self.check_state(region, inst.snap, &held)?;
                }
                let change = match inst.op {
                    Op::retain => 1,
                    Op::release | Op::release_quiet | Op::release_int => -1,
                    _ => continue,
                };
                let object = object_of(region, inst.args()[0]);
                if self.objects.contains(&object) {
                    let n = held.entry(object).or_insert(0);
                    *n += change;
                    if *n < 0 {
                        return None;
                    }
                }
            }
            all.push(held.clone());
            if let End::Jump { to, args, .. } = &region.block(b).end {
                if *to != self.header {
                    return None;
                }
                self.check_end(region, args, held)?;
            }
            ends.insert(b, all);
        }
        for &b in &dom.order {
            if self.inside.contains(&b) {
                continue;
            }
            let preds = &dom.preds[b.0 as usize];
            if let Some(p) = preds.iter().find(|p| self.inside.contains(&p.block)) {
                if preds.len() != 1 {
                    return None;
                }
                self.out.push((b, ends.get(&p.block)?.get(p.pos)?.clone()));
            }
        }
        Some(())
    }
    /// Does an exit's state own what is held?
    fn check_state(&mut self, region: &Region, snap: SnapId, held: &Held) -> Option<()> {
        if !snap.is_some() {
            return Some(());
        }
        let mut owned: Held = HashMap::new();
        let snapshot = region.snap(snap);
        let entries = snapshot.slots.iter().map(|(_, e)| e).chain(snapshot.objects.iter().flat_map(|o| o.cells.iter().map(|c| &c.2)));
        for e in entries {
            if let Entry::Value { value, own: true } = e {
                let object = object_of(region, *value);
                if self.objects.contains(&object) {
                    *owned.entry(object).or_insert(0) += 1;
                }
            }
        }
        self.snaps.insert(snap);
        let all = self.objects.iter();
        let differ: i32 = all.map(|o| (owned.get(o).unwrap_or(&0) - held.get(o).unwrap_or(&0)).abs()).sum();
        (differ == 0).then_some(())
    }
    fn check_end(&self, region: &Region, args: &[Ref], mut held: Held) -> Option<()> {
        for (i, &a) in args.iter().enumerate() {
            let object = object_of(region, a);
            if !self.objects.contains(&object) {
                continue;
            }
            if !self.chosen.contains(&i) {
                return None;
            }
            *held.entry(object).or_insert(0) -= 1;
        }
        held.values().all(|&n| n == 0).then_some(())
    }
    /// Is no snapshot of the loop used outside?
    fn check_snapshots(&self, region: &Region, dom: &Dominators) -> Option<()> {
        let outside = dom.order.iter().filter(|b| !self.inside.contains(b));
        let shared = outside.flat_map(|&b| region.snaps_of(b)).any(|(_, s)| self.snaps.contains(&s));
        (!shared).then_some(())
    }

    fn apply(self, region: &mut Region) {
        for &b in &self.inside {
            let mut insts = std::mem::take(&mut region.block_mut(b).insts);
            insts.retain(|&r| {
                let inst = region.inst(r);
                let counts = matches!(inst.op, Op::retain | Op::release | Op::release_quiet | Op::release_int);
                !counts || !self.objects.contains(&object_of(region, inst.args()[0]))
            });
            region.block_mut(b).insts = insts;
        }
        for &s in &self.snaps {
            let mut snap = region.snap(s).clone();
            snap.for_each_entry_mut(|e| {
                if let Entry::Value { value, own } = e
                    && self.objects.contains(&object_of(region, *value))
                {
                    *own = false;
                }
            });
            region.snaps[s.0 as usize] = snap;
        }
        for (b, held) in &self.out {
            let mut all: Vec<(Ref, i32)> = held.iter().map(|(&o, &n)| (o, n)).filter(|o| o.1 > 0).collect();
            all.sort_unstable_by_key(|o| o.0.0);
            let mut new = vec![];
            for (object, n) in all {
                let word = match region.ty(object) {
                    Type::Ptr => {
                        let w = region.add_inst(Inst::simple(Op::val_of_ptr, &[object]));
                        new.push(w);
                        w
                    }
                    _ => object,
                };
                for _ in 0..n {
                    new.push(region.add_inst(Inst::simple(Op::retain, &[word])));
                }
            }
            region.block_mut(*b).insts.splice(0..0, new);
        }
        for &b in &self.before {
            self.enter(region, b);
        }
    }
    /// At the end of a block in front of the loop the references that the variables bring along are given up.
    fn enter(&self, region: &mut Region, b: BlockId) {
        let End::Jump { args, snap, .. } = region.block(b).end.clone() else { return };
        let slots = region.block(self.header).header.as_ref().map_or(vec![], |h| h.slots.clone());
        let mut snap = snap;
        for &i in &self.chosen {
            let a = args[i];
            if is_immediate(region, object_of(region, a)) {
                continue;
            }
            let word = if region.ty(a) == Type::Ptr { region.push(b, Inst::simple(Op::val_of_ptr, &[a])) } else { a };
            region.push(b, Inst::simple(Op::release_shared, &[word]).with_snap(snap));
            // From here on the state counts this one anew, also if it was left in memory.
            let mut copy = region.snap(snap).clone();
            match copy.slots.iter_mut().find(|s| s.0 == slots[i]) {
                Some((_, Entry::Value { own, .. })) => *own = false,
                Some((_, Entry::Object(_))) => {}
                None => {
                    let at = copy.slots.partition_point(|s| s.0 < slots[i]);
                    copy.slots.insert(at, (slots[i], Entry::Value { value: a, own: false }));
                }
            }
            snap = region.add_snap(copy);
        }
        if let End::Jump { snap: s, .. } = &mut region.block_mut(b).end {
            *s = snap;
        }
    }
}
