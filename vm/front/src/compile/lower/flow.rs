//! Labels, jumps and joins.

use super::state::Entry;
use super::{LowerError, Lowered, Lowerer, Stop, malformed};
use crate::bytecode::ops::{KILL_A, KILL_B, SENSE};
use crate::bytecode::{Instr, Op, stackop as so};

/// A jump or handler target.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// Stack instruction.
    pub(super) at: usize,
    /// How many ways lead here (jumps, falling through, exceptions).
    pub(super) ways: usize,
    /// Where the entries are on arrival, once the first way is known.
    pub(super) state: Option<Vec<Entry>>,
    /// First word, once lowered.
    pub(super) pc: Option<usize>,
}

impl Lowerer<'_> {
    fn label_for(&mut self, at: usize) -> usize {
        let next = self.labels.len();
        let label = *self.label_at.entry(at).or_insert(next);
        if label == next {
            self.labels.push(Label { at, ways: 0, state: None, pc: None });
        }
        label
    }

    fn index_at(&self, unit: u32) -> Lowered<usize> {
        match self.index_of.get(&unit) {
            Some(index) => Ok(*index),
            None => malformed(format!("no instruction at unit {unit}")),
        }
    }

    /// Where an exhausted FOR_ITER goes on: behind its END_FOR and POP_ITER.
    fn after_loop(&self, index: usize) -> Lowered<usize> {
        let op = |i: usize| self.instrs.get(i).map(|i| i.op);
        if op(index) == Some(so::END_FOR) && op(index + 1) == Some(so::POP_ITER) {
            return Ok(index + 2);
        }
        malformed("FOR_ITER without END_FOR, POP_ITER")
    }

    /// Label of the current instruction's jump.
    pub(super) fn target(&self, index: usize) -> Lowered<usize> {
        let Some(unit) = self.instrs[index].target() else {
            return malformed("not a jump");
        };
        let mut at = self.index_at(unit)?;
        if self.instrs[index].op == so::FOR_ITER {
            at = self.after_loop(at)?;
        } else if self.store_ahead(index).is_some() {
            at += 1;
        }
        match self.label_at.get(&at) {
            Some(label) => Ok(*label),
            None => malformed("jump to nowhere"),
        }
    }

    /// The local that a forward jump's target stores to. The store is done before the jump, which then goes
    /// behind it: `x = a if c else b` writes x on both ways.
    fn store_ahead(&self, index: usize) -> Option<u16> {
        let jump = self.instrs[index];
        let at = *self.index_of.get(&jump.target()?)?;
        let store = self.instrs[at];
        let plain = jump.op == so::JUMP_FORWARD && store.op == so::STORE_FAST;
        (plain && at > index && at + 1 < self.instrs.len() && store.arg < u32::from(self.n_locals)).then_some(store.arg as u16)
    }

    /// Finds all labels and which exception entry covers each instruction.
    pub(super) fn find_labels(&mut self) -> Lowered<()> {
        let mut flows = true;
        for index in 0..self.instrs.len() {
            let instr = self.instrs[index];
            if instr.target().is_some() {
                let mut at = self.index_at(instr.target().unwrap_or(0))?;
                if instr.op == so::FOR_ITER {
                    at = self.after_loop(at)?;
                } else if self.store_ahead(index).is_some() {
                    at += 1;
                }
                let label = self.label_for(at);
                self.labels[label].ways += 1;
            }
        }
        for entry in 0..self.entries.len() {
            let at = self.index_at(self.entries[entry].target)?;
            let label = self.label_for(at);
            // A handler's entries are canonical by nature.
            self.labels[label].ways += 2;
        }
        for index in 0..self.instrs.len() {
            if let Some(label) = self.label_at.get(&index) {
                self.labels[*label].ways += usize::from(flows);
            }
            let instr = self.instrs[index];
            flows = !instr.ends();
            let covering = self.entries.iter().position(|e| (e.start..e.end).contains(&instr.unit));
            self.entry_of.push(covering.map(|e| e as u32));
        }
        Ok(())
    }

    /// Control reaches the place of a label: by falling through, or only by jumps.
    pub(super) fn place_label(&mut self, label: usize) -> Lowered<()> {
        self.at = self.labels[label].at.saturating_sub(usize::from(self.reachable));
        if self.reachable {
            self.arrive(label, self.stack.len())?;
        }
        let Some(state) = self.labels[label].state.clone() else {
            return Ok(());
        };
        self.stack = state;
        self.reachable = true;
        self.trail_label(label);
        self.labels[label].pc = Some(self.words.len());
        self.last_defs.clear();
        Ok(())
    }

    /// Brings the first `depth` entries to where the label expects them, or lets it expect them where they are.
    pub(super) fn arrive(&mut self, label: usize, depth: usize) -> Lowered<()> {
        if self.labels[label].state.is_none() {
            self.settle(label, depth)?;
            self.labels[label].state = Some(self.stack[..depth].to_vec());
            return Ok(());
        }
        let places = self.labels[label].state.clone().unwrap_or_default();
        if places.len() != depth {
            return malformed(format!("depth {depth} meets depth {} at a join", places.len()));
        }
        if !self.arrange(0, &places)? {
            self.plan.canonical.insert(self.labels[label].at);
            return Err(Stop::Restart);
        }
        Ok(())
    }

    /// Prepares the entries for being recorded as a join's state.
    fn settle(&mut self, label: usize, depth: usize) -> Lowered<()> {
        let Label { at, ways, .. } = self.labels[label];
        if self.plan.all_canonical || self.plan.canonical.contains(&at) {
            let places: Vec<Entry> = (0..depth).map(|i| Entry::Temp(self.temp(i))).collect();
            self.touch(self.temp(0), depth as u16)?;
            self.arrange(0, &places)?;
            return Ok(());
        }
        if ways > 1 {
            self.settle_kept(at, depth)?;
            // The top is the value that differs between the ways; whatever is below stays the same mostly.
            for index in 0..depth {
                let pending = !matches!(self.stack[index], Entry::Temp(_) | Entry::Null);
                if matches!(self.stack[index], Entry::Temp(_)) || (pending && index + 1 == depth) {
                    self.own(index)?;
                }
            }
        }
        Ok(())
    }

    /// What a handler around the join keeps goes to its place before the join rather than behind it: a loop's
    /// header would move it again in each round.
    fn settle_kept(&mut self, at: usize, depth: usize) -> Lowered<()> {
        let Some(entry) = self.entry_of[at] else {
            return Ok(());
        };
        let kept = (self.entries[entry as usize].depth as usize).min(depth);
        let place = |(i, e): (usize, &Entry)| {
            if *e == Entry::Null { Entry::Null } else { Entry::Temp(self.temp(i)) }
        };
        let places: Vec<Entry> = self.stack[..kept].iter().enumerate().map(place).collect();
        self.touch(self.temp(0), depth as u16)?;
        self.arrange(0, &places)?;
        Ok(())
    }

    /// Like [`Lowerer::arrive`] for an instruction that may raise itself: its handler's values must not have
    /// been moved away.
    fn arrive_raising(&mut self, label: usize, depth: usize) -> Lowered<()> {
        self.arrive(label, depth)?;
        if self.is_prepared() {
            return Ok(());
        }
        if !self.plan.canonical.insert(self.labels[label].at) {
            self.plan.all_canonical = true;
        }
        Err(Stop::Restart)
    }

    /// Unconditional jump.
    pub(super) fn jump_to(&mut self, label: usize) -> Lowered<()> {
        self.arrive(label, self.stack.len())?;
        self.jump_word(Instr::with_imm(Op::Jump, 0, 0, 0), label, false);
        Ok(())
    }

    fn jump_word(&mut self, word: Instr, label: usize, near: bool) {
        self.fixups.push((self.words.len(), label, near));
        self.word(word);
    }

    /// JUMP_FORWARD, JUMP_BACKWARD, JUMP_BACKWARD_NO_INTERRUPT.
    pub(super) fn jump(&mut self) -> Lowered<()> {
        let label = self.target(self.at)?;
        if let Some(local) = self.store_ahead(self.at) {
            self.store_local(local)?;
        }
        if self.instrs[self.at].op == so::JUMP_BACKWARD {
            self.arrive_raising(label, self.stack.len())?;
        } else {
            self.arrive(label, self.stack.len())?;
        }
        let backward = self.labels[label].pc.is_some();
        let word = match self.instrs[self.at].op {
            so::JUMP_BACKWARD if backward => {
                let number = self.loops.len() as u16;
                let number = *self.loops.entry(label).or_insert(number);
                Instr::with_imm(Op::JumpBack, 0, number, 0)
            }
            _ if backward => Instr::with_imm(Op::JumpBackQuiet, 0, 0, 0),
            _ => Instr::with_imm(Op::Jump, 0, 0, 0),
        };
        self.jump_word(word, label, false);
        if self.store_ahead(self.at).is_some()
            && let Some(store) = self.instrs[self.at].target().and_then(|unit| self.index_of.get(&unit).copied())
        {
            self.trail_taken(self.words.len() - 1, store);
        }
        self.reachable = false;
        Ok(())
    }

    /// Prepares a conditional jump by the top `operands` entries: what the target keeps is put in place first.
    fn before_branch(&mut self, label: usize, operands: usize) -> Lowered<()> {
        let depth = self.top_index(operands)?;
        self.arrive_raising(label, depth)
    }

    /// A jump that tests one value: JumpIf, JumpIfNot, JumpIfNone, JumpIfNotNone.
    pub(super) fn branch(&mut self, op: Op, at: usize) -> Lowered<()> {
        let label = self.target(at)?;
        self.before_branch(label, 1)?;
        let (register, kill) = self.operand()?;
        let x = if kill { KILL_A } else { 0 };
        self.jump_word(Instr::with_imm(op, x, register, 0), label, false);
        Ok(())
    }

    /// A comparison of the top two values fused with the branch at `branch`; `sense` is the truth that jumps.
    /// `constant` is a K operand standing for the top.
    pub(super) fn fused(&mut self, op: Op, constant: Option<u16>, sense: bool, branch: usize) -> Lowered<()> {
        let label = self.target(branch)?;
        self.before_branch(label, 2)?;
        let mut x = if sense { SENSE } else { 0 };
        let (a, b) = match constant {
            Some(constant) => {
                self.pop()?;
                let (a, kill) = self.operand()?;
                x |= if kill { KILL_A } else { 0 };
                (a, constant)
            }
            None => {
                let [(a, kill_a), (b, kill_b)] = self.operands::<2>()?;
                x |= if kill_a { KILL_A } else { 0 } | if kill_b { KILL_B } else { 0 };
                (a, b)
            }
        };
        self.jump_word(Instr::new(op, x, a, b, 0), label, true);
        self.take_up_to(branch);
        Ok(())
    }

    /// FOR_ITER.
    pub(super) fn for_iter(&mut self) -> Lowered<()> {
        let label = self.target(self.at)?;
        let top = self.top_index(1)?;
        self.before_branch(label, 1)?;
        let iterator = self.own(top)?;
        let item = self.dst()?;
        let word = Instr::new(Op::ForIter, 0, iterator, item, 0);
        if self.plan.far {
            self.far_form(word, label);
        } else {
            self.fixups.push((self.words.len(), label, true));
            self.define(word);
        }
        self.stack.push(Entry::Temp(item));
        Ok(())
    }

    /// SEND.
    pub(super) fn send(&mut self) -> Lowered<()> {
        let label = self.target(self.at)?;
        let value = self.top_index(1)?;
        let receiver = self.top_index(2)?;
        self.own(receiver)?;
        self.own(value)?;
        self.arrive_raising(label, self.stack.len())?;
        let (receiver, value) = (self.in_register(receiver)?, self.in_register(value)?);
        let word = Instr::new(Op::Send, 0, receiver, value, 0);
        if self.plan.far {
            self.far_form(word, label);
        } else {
            self.jump_word(word, label, true);
        }
        Ok(())
    }

    /// A near jump to an island with a far one, which falling through jumps over.
    fn far_form(&mut self, word: Instr, label: usize) {
        self.word(word.with_c(1));
        self.word(Instr::with_imm(Op::Jump, 0, 0, 1));
        self.jump_word(Instr::with_imm(Op::Jump, 0, 0, 0), label, false);
    }

    /// Fills in all jump offsets.
    pub(super) fn patch_jumps(&mut self) -> Result<(), LowerError> {
        for &(at, label, near) in &self.fixups {
            let Some(pc) = self.labels[label].pc else {
                return Err(LowerError::Malformed("jump to code that was not lowered".to_owned()));
            };
            let offset = pc as i64 - (at as i64 + 1);
            let word = self.words[at];
            self.words[at] = if near {
                let offset = i16::try_from(offset).map_err(|_| LowerError::TooLarge("near jump"))?;
                word.with_c(offset as u16)
            } else {
                let offset = i32::try_from(offset).map_err(|_| LowerError::TooLarge("jump"))?;
                word.replace_imm(offset)
            };
        }
        Ok(())
    }

    /// Whether all 16-bit offsets fit.
    pub(super) fn near_jumps_fit(&self) -> bool {
        self.fixups.iter().filter(|f| f.2).all(|&(at, label, _)| {
            let pc = self.labels[label].pc.unwrap_or(0) as i64;
            i16::try_from(pc - (at as i64 + 1)).is_ok()
        })
    }
}
