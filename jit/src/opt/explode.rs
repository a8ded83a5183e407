//! Complex numbers that a loop carries travel in machine registers: a header parameter that every iteration replaces by a fresh object
//! of plain floats becomes one parameter per float. The object itself is made only where somebody wants to see it: by exits, and once
//! on each way out of the loop.
//!
//! ```text
//! jump b1(p0)                              x = load.f64 p0 +16 ; y = load.f64 p0 +24 ; jump b1(x, y)
//! b1(p: ptr): loop                         b1(x: float, y: float): loop
//!   a = load.f64 p +16 ...          =>       a is x ...
//!   q = alloc complex ; stores               q is not passed on, so nobody needs it
//!   jump b1(q)                               jump b1(x', y')
//! ```
//! The floats are all there is to such an object: its class has neither attributes nor a destructor, and nobody compares its
//! identity in the loop (any use but loads, counts and snapshots leaves the parameter as it is).

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::{Alias, Cell, Type};
use crate::ir::{BlockId, End, Inst, Ref, Region, SnapId};
use crate::snapshot::{Entry, Virtual};
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    if !region.edge_guards {
        return;
    }
    let dom = Dominators::new(region);
    let headers: Vec<BlockId> = dom.order.iter().copied().filter(|&b| region.block(b).header.is_some()).collect();
    for h in headers {
        for i in 0..region.block(h).params.len() {
            if let Some(plan) = Plan::make(region, &dom, h, i) {
                plan.apply(region, &dom);
            }
        }
    }
}

/// What an edge into the header passes.
enum Edge {
    /// The parameter itself.
    Same,
    /// A fresh object with these contents of the cells.
    Fresh(Ref, Vec<Ref>),
    /// Some object from outside.
    Other(Ref),
}

/// A way out of the loop: its first block, and how many references to the object the path has there.
struct WayOut {
    block: BlockId,
    references: i32,
}

struct Plan {
    header: BlockId,
    index: usize,
    param: Ref,
    /// Words made of the parameter.
    words: HashSet<Ref>,
    layout: u32,
    /// What `guard.kind` asks of it.
    kind: u64,
    offsets: Vec<i32>,
    edges: Vec<(BlockId, Edge)>,
    /// Loads in the loop, with the number of their cell.
    loads: HashMap<Ref, usize>,
    /// Instructions of the loop that go: guards of the kind, counting, tagging.
    dead: HashSet<Ref>,
    inside: HashSet<BlockId>,
    /// Snapshots of the loop that show the object.
    shown: HashSet<SnapId>,
    out: Vec<WayOut>,
}

impl Plan {
    fn make(region: &Region, dom: &Dominators, header: BlockId, index: usize) -> Option<Plan> {
        let param = region.block(header).params[index];
        if region.ty(param) != Type::Ptr {
            return None;
        }
        let inside: HashSet<BlockId> = dom.loop_blocks(header).into_iter().collect();
        if inside.iter().any(|&b| b != header && region.block(b).header.is_some()) {
            return None;
        }
        let mut plan = Plan {
            header,
            index,
            param,
            words: HashSet::new(),
            layout: 0,
            kind: 0,
            offsets: vec![],
            edges: vec![],
            loads: HashMap::new(),
            dead: HashSet::new(),
            inside,
            shown: HashSet::new(),
            out: vec![],
        };
        plan.look_at_edges(region, dom)?;
        plan.look_inside(region, dom)?;
        plan.look_at_snapshots(region, dom)?;
        plan.look_outside(region, dom)?;
        Some(plan)
    }

    fn look_at_edges(&mut self, region: &Region, dom: &Dominators) -> Option<()> {
        let mut layout = None;
        for pred in &dom.preds[self.header.0 as usize] {
            let End::Jump { args, snap, .. } = &region.block(pred.block).end else { return None };
            let a = args[self.index];
            if args.iter().enumerate().any(|(k, &x)| k != self.index && x == self.param) || !snap.is_some() {
                return None;
            }
            let edge = match region.inst(a).op {
                _ if a == self.param => Edge::Same,
                Op::allocate if self.inside.contains(&pred.block) => {
                    let (offsets, values) = contents(region, pred.block, a)?;
                    if layout.is_some_and(|l| l != region.inst(a).imm) || !self.offsets.is_empty() && self.offsets != offsets {
                        return None;
                    }
                    layout = Some(region.inst(a).imm);
                    self.offsets = offsets;
                    Edge::Fresh(a, values)
                }
                _ if self.inside.contains(&pred.block) => return None,
                _ => Edge::Other(a),
            };
            self.edges.push((pred.block, edge));
        }
        self.layout = layout? as u32;
        region.layouts[self.layout as usize].removable.then_some(())
    }
    fn look_inside(&mut self, region: &Region, dom: &Dominators) -> Option<()> {
        let mut kind = None;
        for &b in dom.order.iter().filter(|b| self.inside.contains(b)) {
            for &r in &region.block(b).insts {
                let inst = region.inst(r);
                let of_word = inst.args().iter().any(|a| self.words.contains(a));
                if !of_word && !inst.args().contains(&self.param) {
                    continue;
                }
                match inst.op {
                    Op::guard_kind if !region.sides.contains_key(&r) && kind.is_none_or(|k| k == inst.imm) => kind = Some(inst.imm),
                    Op::load if inst.cell == Cell::F64 => {
                        let cell = self.offsets.iter().position(|&o| o == inst.offset())?;
                        self.loads.insert(r, cell);
                    }
                    Op::val_of_ptr => {
                        self.words.insert(r);
                    }
                    Op::retain | Op::release | Op::release_quiet | Op::release_int if of_word && !region.sides.contains_key(&r) => {}
                    _ => return None,
                }
                self.dead.insert(r);
            }
            if let End::Jump { to, args, .. } = &region.block(b).end
                && args.iter().any(|a| self.words.contains(a) || *a == self.param && *to != self.header)
            {
                return None;
            }
        }
        self.kind = kind?;
        (0..self.offsets.len()).all(|cell| self.loads.values().any(|&c| c == cell)).then_some(())
    }
    fn is(&self, r: Ref) -> bool {
        r == self.param || self.words.contains(&r)
    }
    fn shows(&self, region: &Region, s: SnapId) -> bool {
        let mut found = false;
        region.snap(s).for_each_value(|v| found |= self.is(v));
        found
    }
    fn look_at_snapshots(&mut self, region: &Region, dom: &Dominators) -> Option<()> {
        for inside in [true, false] {
            for &b in dom.order.iter().filter(|b| self.inside.contains(b) == inside) {
                for (_, s) in region.snaps_of(b) {
                    if self.shows(region, s) {
                        if inside {
                            self.shown.insert(s);
                        } else if self.shown.contains(&s) {
                            return None;
                        }
                    }
                }
            }
        }
        Some(())
    }
    /// References that a path has at a place in the loop; blocks of the loop have one way in.
    fn references(&self, region: &Region, dom: &Dominators, block: BlockId, pos: usize) -> Option<i32> {
        let (mut b, mut end, mut n) = (block, pos, 1);
        loop {
            for &r in &region.block(b).insts[..end.min(region.block(b).insts.len())] {
                let inst = region.inst(r);
                if inst.args().first().is_some_and(|a| self.words.contains(a)) {
                    match inst.op {
                        Op::retain => n += 1,
                        Op::release | Op::release_quiet | Op::release_int => n -= 1,
                        _ => {}
                    }
                }
            }
            if b == self.header {
                return Some(n);
            }
            let [pred] = dom.preds[b.0 as usize][..] else { return None };
            (b, end) = (pred.block, pred.pos);
        }
    }
    fn look_outside(&mut self, region: &Region, dom: &Dominators) -> Option<()> {
        for (b, edge) in self.edges.iter().filter(|(b, _)| self.inside.contains(b)) {
            let left = self.references(region, dom, *b, usize::MAX)?;
            if left != i32::from(matches!(edge, Edge::Same)) {
                return None;
            }
        }
        for &b in dom.order.iter().filter(|b| !self.inside.contains(b)) {
            let preds = &dom.preds[b.0 as usize];
            if let Some(p) = preds.iter().find(|p| self.inside.contains(&p.block)) {
                let references = self.references(region, dom, p.block, p.pos)?;
                if preds.len() != 1 || references < 0 {
                    return None;
                }
                self.out.push(WayOut { block: b, references });
            }
        }
        let reached = |b: BlockId| self.out.iter().any(|w| w.references > 0 && dom.dominates(w.block, b));
        for &b in dom.order.iter().filter(|b| !self.inside.contains(b)) {
            if self.uses(region, b) && !reached(b) {
                return None;
            }
        }
        Some(())
    }
    /// Does a block name the object?
    fn uses(&self, region: &Region, b: BlockId) -> bool {
        let block = region.block(b);
        let end = match &block.end {
            End::Jump { args, .. } => args.iter().any(|&a| self.is(a)),
            End::Return(v) => self.is(*v),
            End::Exit(_) | End::Open => false,
        };
        end || block.insts.iter().any(|&r| region.inst(r).args().iter().any(|&a| self.is(a))) || region.snaps_of(b).iter().any(|&(_, s)| self.shows(region, s))
    }

    fn apply(self, region: &mut Region, dom: &Dominators) {
        for way in self.out.iter().filter(|w| w.references > 0) {
            self.rebuild(region, dom, way);
        }
        let params: Vec<Ref> = self.offsets.iter().map(|_| region.add_inst(Inst::new(Op::param, Type::Float, &[], 0))).collect();
        let cells = |values: &[Ref]| -> Vec<(i32, Cell, Entry)> {
            self.offsets.iter().zip(values).map(|(&o, &value)| (o, Cell::F64, Entry::Value { value, own: true })).collect()
        };
        for &s in &self.shown {
            show(region, s, self.layout, cells(&params), |v| self.is(v));
        }
        for (b, edge) in &self.edges {
            let snap = jump_snap(region, *b);
            let (object, values) = match edge {
                Edge::Same => (self.param, params.clone()),
                Edge::Fresh(a, values) => (*a, values.clone()),
                Edge::Other(a) => {
                    region.push(*b, Inst::new(Op::guard_kind, Type::Unit, &[*a], self.kind).with_snap(snap));
                    let load = |region: &mut Region, o: i32| region.push(*b, Inst::access(Op::load, Cell::F64, Alias::Fixed, &[*a], o, 0));
                    (*a, self.offsets.iter().map(|&o| load(region, o)).collect())
                }
            };
            if !matches!(edge, Edge::Same) {
                // The loop doesn't take the object over; the state at the jump builds it anew.
                let w = region.push(*b, Inst::simple(Op::val_of_ptr, &[object]));
                region.push(*b, Inst::simple(Op::release_int, &[w]));
                let copy = region.copy_snap(snap, &HashMap::new());
                let words = words_of(region, object);
                show(region, copy, self.layout, cells(&values), |v| v == object || words.contains(&v));
                set_jump_snap(region, *b, copy);
            }
            if let End::Jump { args, .. } = &mut region.block_mut(*b).end {
                args[self.index] = values[0];
                args.extend(&values[1..]);
            }
        }
        let block = region.block_mut(self.header);
        block.params[self.index] = params[0];
        block.params.extend(&params[1..]);
        if let Some(header) = &mut block.header {
            let slot = header.slots[self.index];
            header.slots.extend(params[1..].iter().map(|_| slot));
        }
        for &b in &self.inside {
            region.block_mut(b).insts.retain(|r| !self.dead.contains(r));
        }
        let map: HashMap<Ref, Ref> = self.loads.iter().map(|(&r, &cell)| (r, params[cell])).collect();
        region.substitute(&map);
    }
    /// Makes the object at the start of a way out, for the blocks behind it. Its cells are loads of the parameter for the moment, which
    /// become the parameters of the floats.
    fn rebuild(&self, region: &mut Region, dom: &Dominators, way: &WayOut) {
        let blocks: Vec<BlockId> = dom.order.iter().copied().filter(|&b| !self.inside.contains(&b) && dom.dominates(way.block, b)).collect();
        if !blocks.iter().any(|&b| self.uses(region, b)) {
            return;
        }
        let mut new = vec![];
        let object = region.add_inst(Inst::new(Op::allocate, Type::Ptr, &[], u64::from(self.layout)));
        new.push(object);
        for (cell, &o) in self.offsets.iter().enumerate() {
            let Some((&value, _)) = self.loads.iter().find(|(_, c)| **c == cell) else { unreachable!("each cell is loaded in the loop") };
            new.push(region.add_inst(Inst::access(Op::store, Cell::F64, Alias::Fixed, &[object, value], o, 0)));
        }
        let word = region.add_inst(Inst::simple(Op::val_of_ptr, &[object]));
        new.push(word);
        for _ in 1..way.references {
            new.push(region.add_inst(Inst::simple(Op::retain, &[word])));
        }
        let rename = |r: Ref| {
            if r == self.param {
                object
            } else if self.words.contains(&r) {
                word
            } else {
                r
            }
        };
        let mut snaps = HashSet::new();
        for &b in &blocks {
            for r in region.block(b).insts.clone() {
                region.inst_mut(r).args_mut().iter_mut().for_each(|a| *a = rename(*a));
            }
            match &mut region.block_mut(b).end {
                End::Jump { args, .. } => args.iter_mut().for_each(|a| *a = rename(*a)),
                End::Return(v) => *v = rename(*v),
                End::Exit(_) | End::Open => {}
            }
            snaps.extend(region.snaps_of(b).into_iter().map(|(_, s)| s));
        }
        for s in snaps {
            region.snaps[s.0 as usize].for_each_value_mut(|v| *v = rename(*v));
        }
        region.block_mut(way.block).insts.splice(0..0, new);
    }
}

/// The cells of a fresh object that is filled with floats in its block, and their contents.
fn contents(region: &Region, b: BlockId, object: Ref) -> Option<(Vec<i32>, Vec<Ref>)> {
    let insts = &region.block(b).insts;
    let start = insts.iter().position(|&r| r == object)?;
    let mut all: Vec<(i32, Ref)> = vec![];
    for &r in &insts[start + 1..] {
        let inst = region.inst(r);
        if inst.op == Op::store && inst.args()[0] == object {
            if inst.cell != Cell::F64 || all.iter().any(|c| c.0 == inst.offset()) {
                return None;
            }
            all.push((inst.offset(), inst.stored()));
        }
    }
    all.sort_unstable_by_key(|c| c.0);
    (!all.is_empty()).then(|| all.into_iter().unzip())
}

/// Values that are the word of an object.
fn words_of(region: &Region, object: Ref) -> HashSet<Ref> {
    let all = (0..region.insts.len() as u32).map(Ref);
    all.filter(|&r| region.inst(r).op == Op::val_of_ptr && region.inst(r).args()[0] == object).collect()
}

/// A snapshot shows an object as one that is to be made from its cells.
fn show(region: &mut Region, s: SnapId, layout: u32, cells: Vec<(i32, Cell, Entry)>, is: impl Fn(Ref) -> bool) {
    let snap = &mut region.snaps[s.0 as usize];
    let number = snap.objects.len() as u32;
    let mut found = false;
    snap.for_each_entry_mut(|e| {
        if matches!(e, Entry::Value { value, .. } if is(*value)) {
            *e = Entry::Object(number);
            found = true;
        }
    });
    if found {
        snap.objects.push(Virtual { layout, cells });
    }
}

fn jump_snap(region: &Region, b: BlockId) -> SnapId {
    match region.block(b).end {
        End::Jump { snap, .. } => snap,
        _ => SnapId::NONE,
    }
}
fn set_jump_snap(region: &mut Region, b: BlockId, new: SnapId) {
    if let End::Jump { snap, .. } = &mut region.block_mut(b).end {
        *snap = new;
    }
}
