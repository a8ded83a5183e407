//! Jumps made shorter after lowering: threaded, inverted, dropped; and dead words removed.
//!
//! ```text
//! JumpIf a -> 7; Jump -> 20; 7:          JumpIfNot a -> 20; 7:
//! Jump -> 9; ... 9: Jump -> 3            Jump -> 3
//! Jump -> 9; ... 9: ReturnConst None     ReturnConst None
//! ```
//! Inverting flips the sense of the branch, never the comparison: `not a < b` is not `a >= b` for NaN.

use rustc_hash::FxHashMap as HashMap;

use super::Lowerer;
use crate::bytecode::Op;
use crate::bytecode::ops::SENSE;

impl Lowerer<'_> {
    /// Runs once, before offsets are filled in.
    pub(super) fn tidy(&mut self) {
        if self.plan.far {
            // Islands jump by fixed offsets.
            return;
        }
        self.thread();
        let mut dead = vec![false; self.words.len()];
        let mut skipped = vec![false; self.words.len()];
        for _ in 0..3 {
            self.mark_dead(&mut dead, &mut skipped);
            self.invert(&mut dead);
        }
        self.compact(&dead, &skipped);
    }

    fn target_pc(&self, label: usize) -> usize {
        self.labels[label].pc.unwrap_or(0)
    }

    /// Jumps to jumps and to returns.
    fn thread(&mut self) {
        let fixup_at: HashMap<usize, usize> = self.fixups.iter().enumerate().map(|(i, f)| (f.0, i)).collect();
        let mut gone = Vec::new();
        for index in 0..self.fixups.len() {
            for _ in 0..8 {
                let (at, label, _) = self.fixups[index];
                let to = self.target_pc(label);
                let Some(&word) = self.words.get(to) else {
                    break;
                };
                if matches!(self.words[at].op(), Op::JumpBack | Op::JumpBackQuiet) {
                    // A loop's back edge names the loop's header.
                    break;
                }
                let plain = self.words[at].op() == Op::Jump;
                match word.op() {
                    Op::Jump if to != at => {
                        self.trail_threaded(at, label, to);
                        self.fixups[index].1 = self.fixups[fixup_at[&to]].1;
                    }
                    Op::JumpBack | Op::JumpBackQuiet if plain && self.covered[at] == self.covered[to] => {
                        self.trail_copied(at, label, to);
                        self.words[at] = word;
                        self.units[at] = self.units[to];
                        self.fixups[index].1 = self.fixups[fixup_at[&to]].1;
                        break;
                    }
                    Op::Return | Op::ReturnConst if plain => {
                        self.trail_copied(at, label, to);
                        self.words[at] = word;
                        self.units[at] = self.units[to];
                        gone.push(at);
                        break;
                    }
                    _ => break,
                }
            }
        }
        self.fixups.retain(|f| !gone.contains(&f.0));
    }

    /// Words that a live jump or a handler goes to.
    fn targeted(&self, dead: &[bool]) -> Vec<bool> {
        let mut targeted = vec![false; self.words.len() + 1];
        targeted[0] = true;
        for &(at, label, _) in &self.fixups {
            if !dead[at] {
                targeted[self.target_pc(label)] = true;
            }
        }
        for entry in &self.entries {
            let label = self.index_of.get(&entry.target).and_then(|at| self.label_at.get(at));
            if let Some(pc) = label.and_then(|label| self.labels[*label].pc) {
                targeted[pc] = true;
            }
        }
        targeted
    }

    /// Marks words that control cannot reach, and jumps to the next live word (`skipped`).
    fn mark_dead(&self, dead: &mut [bool], skipped: &mut [bool]) {
        let targeted = self.targeted(dead);
        let mut reached = true;
        for pc in 0..self.words.len() {
            reached |= targeted[pc];
            dead[pc] |= !reached;
            if !dead[pc] && self.words[pc].op().ends() {
                reached = false;
            }
        }
        for &(at, label, _) in &self.fixups {
            let to = self.target_pc(label);
            if self.words[at].op() == Op::Jump && to > at && dead[at + 1..to].iter().all(|d| *d) {
                skipped[at] |= !dead[at];
                dead[at] = true;
            }
        }
    }

    /// A branch over a jump becomes the opposite branch.
    fn invert(&mut self, dead: &mut [bool]) {
        let targeted = self.targeted(dead);
        let fixup_at: HashMap<usize, usize> = self.fixups.iter().enumerate().map(|(i, f)| (f.0, i)).collect();
        for index in 0..self.fixups.len() {
            let (at, label, _) = self.fixups[index];
            let word = self.words[at];
            let over = at + 1;
            let skips = !dead[at]
                && self.words.get(over).is_some_and(|w| w.op() == Op::Jump)
                && !dead[over]
                && !targeted[over]
                && self.target_pc(label) > over
                && dead[over + 1..self.target_pc(label)].iter().all(|d| *d);
            if !skips {
                continue;
            }
            let opposite = match word.op() {
                Op::JumpIf => Op::JumpIfNot,
                Op::JumpIfNot => Op::JumpIf,
                Op::JumpIfNone => Op::JumpIfNotNone,
                Op::JumpIfNotNone => Op::JumpIfNone,
                Op::JumpLt | Op::JumpLe | Op::JumpEq | Op::JumpNe | Op::JumpGt | Op::JumpGe => word.op(),
                Op::JumpLtK | Op::JumpLeK | Op::JumpEqK | Op::JumpNeK | Op::JumpGtK | Op::JumpGeK => word.op(),
                Op::JumpIs | Op::JumpIn => word.op(),
                _ => continue,
            };
            self.words[at] = if opposite == word.op() { word.with_x(word.x() ^ SENSE) } else { crate::bytecode::Instr(word.0 & !0xff | opposite as u64) };
            self.trail_inverted(at, label);
            self.fixups[index].1 = self.fixups[fixup_at[&over]].1;
            dead[over] = true;
        }
    }

    /// Removes dead words; labels move to the next live one.
    fn compact(&mut self, dead: &[bool], skipped: &[bool]) {
        let mut moved = Vec::with_capacity(dead.len() + 1);
        let mut next = 0;
        for gone in dead {
            moved.push(next);
            next += usize::from(!gone);
        }
        moved.push(next);
        self.trail_compact(dead, skipped, &moved);
        let mut keep = dead.iter().map(|d| !d);
        self.words.retain(|_| keep.next().unwrap_or(true));
        let mut keep = dead.iter().map(|d| !d);
        self.units.retain(|_| keep.next().unwrap_or(true));
        let mut keep = dead.iter().map(|d| !d);
        self.covered.retain(|_| keep.next().unwrap_or(true));
        self.fixups.retain(|f| !dead[f.0]);
        for fixup in &mut self.fixups {
            fixup.0 = moved[fixup.0];
        }
        for label in &mut self.labels {
            label.pc = label.pc.map(|pc| moved[pc]);
        }
    }
}
