//! Predecessors, dominators and positions over extended blocks.
//!
//! An edge leaves a block at a *position*: a guard's index, or the block's length for its end. The immediate dominator of a
//! block is therefore a point, (block, position): everything before that position is computed when the block runs.

use super::{BlockId, End, Ref, Region};

/// A point in a block: before instruction `pos`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Point {
    /// The block.
    pub block: BlockId,
    /// Index into its instructions.
    pub pos: usize,
}

/// Control flow facts of a region, valid until blocks change.
pub struct Dominators {
    /// Edges into each block; empty for unreachable ones.
    pub preds: Vec<Vec<Point>>,
    /// Reachable blocks, each after its dominators.
    pub order: Vec<BlockId>,
    /// The point that dominates the block, for all reachable blocks but the entry.
    pub idom: Vec<Option<Point>>,
    /// Where each value is defined; None for constants and instructions that stand in no reachable block.
    /// Parameters are at position 0 of their block (they precede instruction 0).
    pub defined: Vec<Option<Point>>,
    rank: Vec<usize>,
}

/// The edges out of a block.
pub fn successors(region: &Region, b: BlockId) -> Vec<(usize, BlockId)> {
    let block = region.block(b);
    let mut out = vec![];
    if !region.sides.is_empty() {
        for (i, r) in block.insts.iter().enumerate() {
            if let Some(&to) = region.sides.get(r) {
                out.push((i, to));
            }
        }
    }
    if let End::Jump { to, .. } = block.end {
        out.push((block.insts.len(), to));
    }
    out
}

impl Dominators {
    /// Computes them (Cooper, Harvey and Kennedy's iteration, on points).
    pub fn new(region: &Region) -> Dominators {
        let n = region.blocks.len();
        let succ: Vec<_> = region.block_ids().map(|b| successors(region, b)).collect();
        let mut post = vec![];
        let mut seen = vec![false; n];
        let mut stack = vec![(Region::ENTRY, 0)];
        seen[0] = true;
        while let Some((b, i)) = stack.pop() {
            match succ[b.0 as usize].get(i) {
                Some(&(_, to)) => {
                    stack.push((b, i + 1));
                    if !seen[to.0 as usize] {
                        seen[to.0 as usize] = true;
                        stack.push((to, 0));
                    }
                }
                None => post.push(b),
            }
        }
        post.reverse();
        let order = post;
        let mut rank = vec![usize::MAX; n];
        for (i, b) in order.iter().enumerate() {
            rank[b.0 as usize] = i;
        }
        let mut preds = vec![vec![]; n];
        for &b in &order {
            for &(pos, to) in &succ[b.0 as usize] {
                preds[to.0 as usize].push(Point { block: b, pos });
            }
        }
        let mut idom: Vec<Option<Point>> = vec![None; n];
        let mut changed = true;
        while changed {
            changed = false;
            for &b in &order[1..] {
                let mut new: Option<Point> = None;
                for &p in &preds[b.0 as usize] {
                    if p.block != Region::ENTRY && idom[p.block.0 as usize].is_none() {
                        continue;
                    }
                    new = Some(match new {
                        None => p,
                        Some(q) => intersect(p, q, &idom, &rank),
                    });
                }
                if new != idom[b.0 as usize] {
                    idom[b.0 as usize] = new;
                    changed = true;
                }
            }
        }
        let mut defined = vec![None; region.insts.len()];
        for &b in &order {
            let block = region.block(b);
            for &p in &block.params {
                defined[p.0 as usize] = Some(Point { block: b, pos: 0 });
            }
            for (i, &r) in block.insts.iter().enumerate() {
                defined[r.0 as usize] = Some(Point { block: b, pos: i + 1 });
            }
        }
        Dominators { preds, order, idom, defined, rank }
    }
    /// Is the value computed whenever `at` is reached?
    pub fn available(&self, region: &Region, r: Ref, at: Point) -> bool {
        if region.bits(r).is_some() {
            return true;
        }
        let Some(def) = self.defined[r.0 as usize] else {
            return false;
        };
        let mut at = at;
        loop {
            if at.block == def.block {
                return def.pos <= at.pos;
            }
            match self.idom[at.block.0 as usize] {
                Some(up) => at = up,
                None => return false,
            }
        }
    }
    /// Does block `a` dominate block `b`?
    pub fn dominates(&self, a: BlockId, b: BlockId) -> bool {
        let mut at = b;
        loop {
            if at == a {
                return true;
            }
            match self.idom[at.0 as usize] {
                Some(up) => at = up.block,
                None => return false,
            }
        }
    }
    /// Is the block reachable?
    pub fn reachable(&self, b: BlockId) -> bool {
        self.rank[b.0 as usize] != usize::MAX
    }
    /// The blocks right below each block in the dominator tree.
    pub fn children(&self) -> Vec<Vec<BlockId>> {
        let mut all = vec![vec![]; self.idom.len()];
        for &b in &self.order {
            if let Some(up) = self.idom[b.0 as usize] {
                all[up.block.0 as usize].push(b);
            }
        }
        all
    }
    /// The innermost loop header that dominates the block (itself included).
    pub fn header_of(&self, region: &Region, b: BlockId) -> Option<BlockId> {
        let mut at = b;
        loop {
            if region.block(at).header.is_some() {
                return Some(at);
            }
            at = self.idom[at.0 as usize]?.block;
        }
    }
    /// The blocks of the natural loop of a header: the header, and everything that reaches one of its back edges without
    /// passing it.
    pub fn loop_blocks(&self, header: BlockId) -> Vec<BlockId> {
        let mut all = vec![header];
        let mut work: Vec<BlockId> = self.preds[header.0 as usize].iter().map(|p| p.block).filter(|&p| self.dominates(header, p)).collect();
        while let Some(b) = work.pop() {
            if !all.contains(&b) {
                all.push(b);
                work.extend(self.preds[b.0 as usize].iter().map(|p| p.block));
            }
        }
        all
    }
}

fn intersect(mut a: Point, mut b: Point, idom: &[Option<Point>], rank: &[usize]) -> Point {
    while a.block != b.block {
        let (deep, other) = if rank[a.block.0 as usize] > rank[b.block.0 as usize] { (&mut a, &b) } else { (&mut b, &a) };
        match idom[deep.block.0 as usize] {
            Some(up) => *deep = up,
            None => return *other,
        }
    }
    Point { block: a.block, pos: a.pos.min(b.pos) }
}
