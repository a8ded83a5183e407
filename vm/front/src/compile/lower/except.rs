//! Exceptions: keeping the values a handler needs in place, entering handlers, and the range table.

use super::state::Entry;
use super::{Lowered, Lowerer, Stop, malformed};
use crate::bytecode::code::Handler;
use crate::bytecode::ops::{KILL_A, LASTI};
use crate::bytecode::{Instr, Op, stackop as so};

/// Stack operations that cannot raise and run no code that could see the frame.
fn silent(op: u8) -> bool {
    matches!(
        op,
        so::LOAD_FAST
            | so::LOAD_CONST
            | so::LOAD_SMALL_INT
            | so::LOAD_COMMON_CONSTANT
            | so::PUSH_NULL
            | so::POP_TOP
            | so::COPY
            | so::SWAP
            | so::STORE_FAST
            | so::LOAD_FAST_AND_CLEAR
            | so::NOP
            | so::RESUME
            | so::NOT_TAKEN
            | so::JUMP_FORWARD
            | so::POP_EXCEPT
            | so::PUSH_EXC_INFO
            | so::END_FOR
            | so::END_SEND
            | so::POP_ITER
            | so::IS_OP
            | so::POP_JUMP_IF_NONE
            | so::POP_JUMP_IF_NOT_NONE
            | so::BUILD_TUPLE
            | so::BUILD_LIST
            | so::MAKE_FUNCTION
            | so::SET_FUNCTION_ATTRIBUTE
            | so::RETURN_VALUE
    ) || matches!(op, so::BUILD_SET | so::BUILD_MAP)
}

impl Lowerer<'_> {
    /// Before an instruction that may raise: puts what its handler keeps into place.
    pub(super) fn prepare_to_raise(&mut self) -> Lowered<()> {
        let Some(entry) = self.entry_of[self.at] else {
            return Ok(());
        };
        let instr = self.instrs[self.at];
        let empty = matches!(instr.op, so::BUILD_SET | so::BUILD_MAP) && instr.arg > 0;
        if silent(instr.op) && !empty {
            return Ok(());
        }
        let entry = self.entries[entry as usize];
        let depth = entry.depth as usize;
        if depth > self.stack.len() {
            return malformed("an exception entry deeper than the stack");
        }
        let label = self.label_at[&self.index_of[&entry.target]];
        if self.labels[label].state.is_none() {
            let kept = self.stack[..depth].to_vec();
            self.labels[label].state = Some(self.handler_state(label, &kept, entry.lasti));
        }
        let state = self.labels[label].state.clone().unwrap_or_default();
        if state.len() < depth {
            return malformed("a handler's depth differs between entries");
        }
        let places = &state[..depth];
        self.touch(self.temp(0), depth as u16 + 3)?;
        // A NULL that another way into the handler keeps in a register, or the other way round.
        let disagrees = places.iter().zip(&self.stack).any(|(p, e)| (*p == Entry::Null) && *e != Entry::Null);
        if disagrees || !self.arrange(0, places)? {
            self.plan.canonical.insert(self.labels[label].at);
            self.plan.all_canonical = true;
            return Err(Stop::Restart);
        }
        let floor = self.temp(depth);
        for index in depth..self.stack.len() {
            if let Entry::Temp(register) = self.stack[index]
                && register < floor
            {
                let to = self.free_run(floor.max(self.temp(index)), 1)?;
                self.word(Instr::new(Op::Take, 0, to, register, 0));
                for other in &mut self.stack[depth..] {
                    if *other == Entry::Temp(register) {
                        *other = Entry::Temp(to);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether everything is where [`Lowerer::prepare_to_raise`] put it.
    pub(super) fn is_prepared(&self) -> bool {
        let Some(entry) = self.entry_of[self.at] else {
            return true;
        };
        let entry = self.entries[entry as usize];
        let depth = entry.depth as usize;
        let label = self.label_at[&self.index_of[&entry.target]];
        match &self.labels[label].state {
            Some(state) if state.len() >= depth && depth <= self.stack.len() => state[..depth] == self.stack[..depth],
            _ => true,
        }
    }

    /// Where the entries are when a handler begins. PUSH_EXC_INFO puts the previous exception below the new
    /// one, so that the new one arrives one register higher there.
    fn handler_state(&self, label: usize, kept: &[Entry], lasti: bool) -> Vec<Entry> {
        let at = self.labels[label].at;
        let canonical = self.plan.all_canonical || self.plan.canonical.contains(&at);
        let place = |(i, e): (usize, &Entry)| match e {
            Entry::Null if !canonical => Entry::Null,
            _ => Entry::Temp(self.temp(i)),
        };
        let mut state: Vec<Entry> = kept.iter().enumerate().map(place).collect();
        if lasti {
            state.push(Entry::Temp(self.temp(kept.len())));
        }
        state.push(Entry::Temp(self.temp(kept.len() + usize::from(lasti)) + self.raised(at)));
        state
    }

    /// By how many registers a handler's exception arrives above its stack position.
    fn raised(&self, at: usize) -> u16 {
        u16::from(self.instrs[at].op == so::PUSH_EXC_INFO)
    }

    /// Exception entry and its handler's registers.
    fn handler(&self, entry: u32, start: u32, end: u32) -> Option<Handler> {
        let entry = self.entries[entry as usize];
        let at = *self.index_of.get(&entry.target)?;
        let target = self.labels[*self.label_at.get(&at)?].pc? as u32;
        let depth = self.temp(entry.depth as usize);
        let lasti = entry.lasti.then_some(depth);
        Some(Handler { start, end, target, depth, lasti, exc: depth + u16::from(entry.lasti) + self.raised(at) })
    }

    /// The exception ranges over words. Ranges whose handler was never reached hold nothing that raises.
    pub(super) fn handler_table(&self) -> Vec<Handler> {
        let mut handlers: Vec<Handler> = Vec::new();
        let mut start = 0;
        while start < self.covered.len() {
            let entry = self.covered[start];
            let length = self.covered[start..].iter().take_while(|e| **e == entry).count();
            if let Some(entry) = entry
                && let Some(handler) = self.handler(entry, start as u32, (start + length) as u32)
            {
                handlers.push(handler);
            }
            start += length;
        }
        handlers
    }

    /// PUSH_EXC_INFO: [exc] to [previous, exc].
    pub(super) fn push_exc_info(&mut self) -> Lowered<()> {
        let top = self.top_index(1)?;
        let exc = self.own(top)?;
        let previous = self.free_run(self.temp(top), 1)?;
        self.word(Instr::new(Op::PushExcInfo, 0, previous, exc, 0));
        self.stack[top] = Entry::Temp(previous);
        self.stack.push(Entry::Temp(exc));
        Ok(())
    }

    /// RERAISE n.
    pub(super) fn reraise(&mut self, below: usize) -> Lowered<()> {
        let lasti = self.top_index(below + 1)?;
        let lasti = if below > 0 { Some(self.in_register(lasti)?) } else { None };
        let (exc, kill) = self.operand()?;
        let x = if kill { KILL_A } else { 0 } | if lasti.is_some() { LASTI } else { 0 };
        self.word(Instr::new(Op::Reraise, x, exc, lasti.unwrap_or(0), 0));
        self.reachable = false;
        Ok(())
    }

    /// WITH_EXCEPT_START: [exit, self, lasti, previous, exc] and the result on top.
    pub(super) fn with_except_start(&mut self) -> Lowered<()> {
        let pair = self.top_index(5)?;
        let exc = self.top_index(1)?;
        let mut exit = self.in_register(pair)?;
        if self.stack[pair + 1] != Entry::Temp(exit + 1) || self.stack[pair] != Entry::Temp(exit) {
            exit = self.free_run(self.temp(self.stack.len()), 2)?;
            self.arrange(pair, &[Entry::Temp(exit), Entry::Temp(exit + 1)])?;
        }
        let exc = self.in_register(exc)?;
        let dst = self.dst()?;
        self.define(Instr::new(Op::WithExceptStart, 0, dst, exit, exc));
        self.stack.push(Entry::Temp(dst));
        Ok(())
    }
}
