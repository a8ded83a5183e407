//! Writing instruction words, and storing results into locals.

use super::state::Entry;
use super::{Lowered, Lowerer, redirectable};
use crate::bytecode::ops::{KILL_A, KILL_B, KILL_C};
use crate::bytecode::{Instr, Op, stackop as so};

/// An operand: register and whether it is read for the last time.
pub(super) type Operand = (u16, bool);

fn kill(operand: Operand, flag: u8) -> u8 {
    if operand.1 { flag } else { 0 }
}

impl Lowerer<'_> {
    /// Appends a word.
    pub(super) fn word(&mut self, word: Instr) {
        self.last_defs.clear();
        self.words.push(word);
        self.units.push(self.instrs[self.at].unit);
        self.covered.push(self.entry_of[self.at]);
        self.trail_word();
    }

    /// Appends a word whose register destinations a following store may redirect, and pushes nothing.
    pub(super) fn define(&mut self, word: Instr) {
        self.word(word);
        let roles = word.op().roles();
        let fields = [word.a(), word.b(), word.c()];
        for which in 0..3 {
            if redirectable(roles[which]) {
                self.last_defs.push((which as u8, fields[which]));
            }
        }
    }

    /// `op dst, b` and pushes dst.
    pub(super) fn unary(&mut self, op: Op, operand: Operand, c: u16) -> Lowered<()> {
        let dst = self.dst()?;
        self.define(Instr::new(op, kill(operand, KILL_B), dst, operand.0, c));
        self.stack.push(Entry::Temp(dst));
        Ok(())
    }

    /// `op dst, b, c` and pushes dst.
    pub(super) fn binary(&mut self, op: Op, x: u8, b: Operand, c: Operand) -> Lowered<()> {
        let dst = self.dst()?;
        let x = x | kill(b, KILL_B) | kill(c, KILL_C);
        self.define(Instr::new(op, x, dst, b.0, c.0));
        self.stack.push(Entry::Temp(dst));
        Ok(())
    }

    /// `op a, b, c` without a result.
    pub(super) fn effect(&mut self, op: Op, x: u8, a: Operand, b: Operand, c: Operand) {
        let x = x | kill(a, KILL_A) | kill(b, KILL_B) | kill(c, KILL_C);
        self.word(Instr::new(op, x, a.0, b.0, c.0));
    }

    /// Destination without operands and a 32-bit number.
    pub(super) fn load(&mut self, op: Op, imm: i32) -> Lowered<()> {
        let dst = self.dst()?;
        self.define(Instr::with_imm(op, 0, dst, imm));
        self.stack.push(Entry::Temp(dst));
        Ok(())
    }

    /// Pushes the result of a word that consumed the window at `base`.
    pub(super) fn window_result(&mut self, op: Op, x: u8, base: u16, c: u16) -> Lowered<()> {
        let dst = self.dst()?;
        self.define(Instr::new(op, x, dst, base, c));
        self.stack.push(Entry::Temp(dst));
        Ok(())
    }

    /// Lets the last word write to `local` instead of the temporary `register`; says whether it could.
    fn redirect(&mut self, register: u16, local: u16) -> bool {
        let Some(at) = self.last_defs.iter().position(|(_, r)| *r == register) else {
            return false;
        };
        let (which, _) = self.last_defs.remove(at);
        let Some(last) = self.words.last_mut() else {
            return false;
        };
        *last = match which {
            0 => last.with_a(local),
            1 => last.with_b(local),
            _ => last.with_c(local),
        };
        true
    }

    /// Pops the top into a local.
    pub(super) fn store_local(&mut self, local: u16) -> Lowered<()> {
        let top = self.top_index(1)?;
        let value = self.stack[top];
        if value == Entry::Local(local) {
            self.stack.pop();
            return Ok(());
        }
        if self.stack[..top].contains(&Entry::Local(local)) {
            self.save_local(local)?;
        } else if let Entry::Temp(register) = value
            && self.redirect(register, local)
        {
            self.stack.pop();
            // Copies of the value (a walrus, a chain of assignments) are read from the local now.
            for entry in &mut self.stack {
                if *entry == value {
                    *entry = Entry::Local(local);
                }
            }
            return Ok(());
        }
        self.stack.pop();
        self.put_local(local, value)
    }

    /// Pops and releases the top.
    pub(super) fn drop_top(&mut self) -> Lowered<()> {
        let entry = self.pop()?;
        if let Entry::Temp(register) = entry
            && !self.stack.contains(&entry)
        {
            self.word(Instr::new(Op::Drop, 0, register, 0, 0));
        }
        Ok(())
    }

    /// Whether the result of the current instruction is dropped by the next one; takes that one.
    pub(super) fn result_is_dropped(&mut self) -> bool {
        match self.peek(1) {
            Some((index, next)) if next.op == so::POP_TOP => {
                self.take_up_to(index);
                true
            }
            _ => false,
        }
    }
}
