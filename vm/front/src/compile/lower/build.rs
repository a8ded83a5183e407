//! Building containers, adding to them, and taking sequences apart.

use super::state::Entry;
use super::{Lowered, Lowerer, malformed};
use crate::bytecode::ops::KILL_B;
use crate::bytecode::stackop::{self as so, StackInstr};
use crate::bytecode::{Instr, Op};

const NONE: (u16, bool) = (0, false);

impl Lowerer<'_> {
    pub(super) fn build(&mut self, instr: StackInstr) -> Lowered<()> {
        let (op, each) = match instr.op {
            so::BUILD_TUPLE => (Op::BuildTuple, 1),
            so::BUILD_LIST => (Op::BuildList, 1),
            so::BUILD_SET => (Op::BuildSet, 1),
            so::BUILD_MAP => (Op::BuildMap, 2),
            _ => (Op::BuildString, 1),
        };
        if instr.arg > 25_000 {
            return malformed("a display with too many elements");
        }
        let base = self.window(instr.arg as usize * each, false, &[])?;
        self.window_result(op, 0, base, instr.arg as u16)
    }

    /// LIST_APPEND and its like: the container is `arg` entries below the popped operands.
    pub(super) fn collect(&mut self, instr: StackInstr) -> Lowered<()> {
        let depth = instr.arg as usize;
        let operands = if instr.op == so::MAP_ADD { 2 } else { 1 };
        let container = self.top_index(depth + operands)?;
        let container = (self.own(container)?, false);
        let op = match instr.op {
            so::LIST_APPEND => Op::ListAppend,
            so::LIST_EXTEND => Op::ListExtend,
            so::SET_ADD => Op::SetAdd,
            so::SET_UPDATE => Op::SetUpdate,
            so::DICT_UPDATE => Op::DictUpdate,
            so::DICT_MERGE => {
                let callable = self.top_index(depth + 4)?;
                let callable = self.in_register(callable)?;
                let mapping = self.operand()?;
                self.effect(Op::DictMerge, 0, container, mapping, (callable, false));
                return Ok(());
            }
            _ => {
                let [key, value] = self.operands::<2>()?;
                self.effect(Op::MapAdd, 0, container, key, value);
                return Ok(());
            }
        };
        let value = self.operand()?;
        self.effect(op, 0, container, value, NONE);
        Ok(())
    }

    pub(super) fn unpack(&mut self, instr: StackInstr) -> Lowered<()> {
        let (source, kill) = self.operand()?;
        let x = if kill { KILL_B } else { 0 };
        if instr.op == so::UNPACK_SEQUENCE && instr.arg == 2 {
            let base = self.free_run(self.temp(self.stack.len()), 2)?;
            self.define(Instr::new(Op::Unpack2, x, base + 1, source, base));
            self.push_pair(base);
            return Ok(());
        }
        let (op, count, c) = if instr.op == so::UNPACK_SEQUENCE {
            (Op::UnpackSeq, instr.arg, instr.arg)
        } else {
            let (before, after) = (instr.arg & 255, instr.arg >> 8);
            (Op::UnpackEx, before + 1 + after, instr.arg)
        };
        if count > 50_000 || c > u32::from(u16::MAX) {
            return malformed("unpacking too many values");
        }
        if let Some((local, last)) = self.consecutive_stores(count) {
            self.word(Instr::new(op, x, local, source, c as u16));
            self.take_up_to(last);
            return Ok(());
        }
        let base = self.free_run(self.temp(self.stack.len()), count as u16)?;
        self.word(Instr::new(op, x, base, source, c as u16));
        for offset in (0..count as u16).rev() {
            self.stack.push(Entry::Temp(base + offset));
        }
        Ok(())
    }

    /// The following stores, when they go to `count` consecutive locals that no entry names.
    fn consecutive_stores(&self, count: u32) -> Option<(u16, usize)> {
        let (_, first) = self.peek(1)?;
        let base = first.arg;
        let mut last = 0;
        for offset in 0..count {
            let (index, next) = self.peek(offset as usize + 1)?;
            if next.op != so::STORE_FAST || next.arg != base + offset || next.arg >= u32::from(self.n_locals) {
                return None;
            }
            if self.stack.contains(&Entry::Local(next.arg as u16)) {
                return None;
            }
            last = index;
        }
        (count > 0).then_some((base as u16, last))
    }
}
