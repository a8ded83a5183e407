//! The abstract stack: where each value is, and the moves that bring values to where they must be.

use super::{LowerError, Lowered, Lowerer, Stop, malformed};
use crate::bytecode::stackop as so;
use crate::bytecode::{Const, Instr, Op};

/// Where a stack value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// In a temporary (register number), which owns it.
    Temp(u16),
    /// Still in a local.
    Local(u16),
    /// A constant of the code object.
    Const(u32),
    /// A small int.
    Int(i32),
    /// The NULL of a call prefix, stored nowhere.
    Null,
}

impl Lowerer<'_> {
    /// The temporary of stack position `position`.
    pub(super) fn temp(&self, position: usize) -> u16 {
        self.n_locals.saturating_add(position.min(60_000) as u16)
    }

    pub(super) fn pop(&mut self) -> Lowered<Entry> {
        match self.stack.pop() {
            Some(entry) => Ok(entry),
            None => malformed("stack underflow"),
        }
    }

    /// Index of the entry `n` from the top (1 is the top).
    pub(super) fn top_index(&self, n: usize) -> Lowered<usize> {
        match self.stack.len().checked_sub(n) {
            Some(index) if n > 0 => Ok(index),
            _ => malformed("stack underflow"),
        }
    }

    /// Whether any entry lives in this register.
    pub(super) fn in_use(&self, register: u16) -> bool {
        self.stack.contains(&Entry::Temp(register))
    }

    /// Notes that a register is used, for the frame's size.
    pub(super) fn touch(&mut self, register: u16, count: u16) -> Lowered<()> {
        let end = u32::from(register) + u32::from(count);
        if end > 65_000 {
            return Err(Stop::Error(LowerError::TooLarge("more than 65,000 registers")));
        }
        self.high = self.high.max(end as u16);
        Ok(())
    }

    /// The first run of `count` free registers at or above `from`.
    pub(super) fn free_run(&mut self, from: u16, count: u16) -> Lowered<u16> {
        let mut base = from;
        while let Some(used) = (base..base.saturating_add(count)).rev().find(|r| self.in_use(*r)) {
            base = used + 1;
        }
        self.touch(base, count)?;
        Ok(base)
    }

    /// Where the value about to be pushed at `position` ends up after the stack shuffling that follows.
    fn final_position(&self, position: usize, depth: usize) -> usize {
        let (mut position, mut depth, mut ahead) = (position, depth, 1);
        let start = position;
        while let Some((_, next)) = self.peek(ahead) {
            match next.op {
                so::SWAP => {
                    let Some(other) = depth.checked_sub(next.arg as usize) else {
                        return start;
                    };
                    if position == depth - 1 {
                        position = other;
                    } else if position == other {
                        position = depth - 1;
                    }
                }
                so::LOAD_FAST | so::LOAD_CONST | so::LOAD_SMALL_INT | so::PUSH_NULL | so::COPY => depth += 1,
                so::LOAD_FAST_AND_CLEAR => depth += 1,
                so::BUILD_LIST | so::BUILD_SET | so::BUILD_MAP if next.arg == 0 => depth += 1,
                so::LOAD_SPECIAL if position + 1 != depth => depth += 1,
                _ => break,
            }
            ahead += 1;
            if ahead > 12 {
                break;
            }
        }
        position
    }

    /// A register for the result pushed next.
    pub(super) fn dst(&mut self) -> Lowered<u16> {
        let position = self.stack.len();
        let target = self.final_position(position, position + 1);
        let wanted = self.temp(target);
        if target != position && !self.in_use(wanted) {
            self.touch(wanted, 1)?;
            return Ok(wanted);
        }
        self.free_run(self.temp(position), 1)
    }

    /// Two consecutive registers for a pair pushed next.
    pub(super) fn dst_pair(&mut self) -> Lowered<u16> {
        let position = self.stack.len();
        let first = self.final_position(position, position + 2);
        let second = self.final_position(position + 1, position + 2);
        let wanted = self.temp(first);
        if first != position && second == first + 1 && !self.in_use(wanted) && !self.in_use(wanted + 1) {
            self.touch(wanted, 2)?;
            return Ok(wanted);
        }
        self.free_run(self.temp(position), 2)
    }

    /// Emits the word that puts an entry's value into `register`; a temporary is moved unless it is `shared`.
    fn put(&mut self, register: u16, entry: Entry, shared: bool) -> Lowered<()> {
        let word = match entry {
            Entry::Temp(from) | Entry::Local(from) if from == register => return Ok(()),
            Entry::Temp(from) if !shared => Instr::new(Op::Take, 0, register, from, 0),
            Entry::Temp(from) | Entry::Local(from) => Instr::new(Op::Move, 0, register, from, 0),
            Entry::Const(index) => Instr::with_imm(Op::LoadConst, 0, register, index as i32),
            Entry::Int(value) => Instr::with_imm(Op::LoadInt, 0, register, value),
            Entry::Null => Instr::new(Op::LoadNull, 0, register, 0, 0),
        };
        self.word(word);
        Ok(())
    }

    /// Writes an entry that was popped into a local (entries that name the local were saved before).
    pub(super) fn put_local(&mut self, local: u16, entry: Entry) -> Lowered<()> {
        let shared = self.stack.contains(&entry);
        self.put(local, entry, shared)
    }

    fn shared(&self, index: usize) -> bool {
        let entry = self.stack[index];
        self.stack.iter().enumerate().any(|(i, e)| i != index && *e == entry)
    }

    /// Moves entry `index` into `register`, which is free.
    fn relocate(&mut self, index: usize, register: u16) -> Lowered<()> {
        let shared = self.shared(index);
        self.touch(register, 1)?;
        self.put(register, self.stack[index], shared)?;
        self.stack[index] = Entry::Temp(register);
        Ok(())
    }

    /// Makes sure entry `index` is in a register (a local will do) and returns it.
    pub(super) fn in_register(&mut self, index: usize) -> Lowered<u16> {
        match self.stack[index] {
            Entry::Temp(register) | Entry::Local(register) => Ok(register),
            Entry::Const(_) | Entry::Int(_) | Entry::Null => self.own(index),
        }
    }

    /// Makes sure entry `index` is in a temporary of its own and returns it.
    pub(super) fn own(&mut self, index: usize) -> Lowered<u16> {
        if let Entry::Temp(register) = self.stack[index]
            && !self.shared(index)
        {
            return Ok(register);
        }
        let register = self.free_run(self.temp(index), 1)?;
        self.relocate(index, register)?;
        Ok(register)
    }

    /// Brings entries `first..` to the given places, which are distinct temporaries or equal entries.
    pub(super) fn arrange(&mut self, first: usize, places: &[Entry]) -> Lowered<bool> {
        for (offset, place) in places.iter().enumerate() {
            if !matches!(place, Entry::Temp(_)) && self.stack[first + offset] != *place {
                return Ok(false);
            }
        }
        let mut todo: Vec<(usize, u16)> = Vec::new();
        for (offset, place) in places.iter().enumerate() {
            if let Entry::Temp(register) = *place {
                let index = first + offset;
                if self.stack[index] != *place || self.shared_before(index) {
                    todo.push((index, register));
                }
            }
        }
        while !todo.is_empty() {
            let blocked = |this: &Self, index: usize, register: u16| this.stack.iter().enumerate().any(|(i, e)| i != index && *e == Entry::Temp(register));
            if let Some(at) = todo.iter().position(|(i, r)| !blocked(self, *i, *r)) {
                let (index, register) = todo.swap_remove(at);
                self.relocate(index, register)?;
                continue;
            }
            self.unblock(&mut todo)?;
        }
        Ok(true)
    }

    /// Whether an earlier entry names the same temporary (so this one needs its own).
    fn shared_before(&self, index: usize) -> bool {
        self.stack[..index].contains(&self.stack[index])
    }

    /// Every wanted register is occupied: swaps two moving values, or moves an occupant out of the way.
    fn unblock(&mut self, todo: &mut Vec<(usize, u16)>) -> Lowered<()> {
        let (index, register) = todo[0];
        let occupant = self.stack.iter().enumerate().position(|(i, e)| i != index && *e == Entry::Temp(register));
        let Some(occupant) = occupant else {
            return malformed("nothing blocks");
        };
        let moving = todo.iter().any(|(i, _)| *i == occupant);
        if let Entry::Temp(from) = self.stack[index]
            && moving
            && from != register
            && !self.shared(index)
            && !self.shared(occupant)
        {
            self.word(Instr::new(Op::Swap, 0, register, from, 0));
            self.stack[index] = Entry::Temp(register);
            self.stack[occupant] = Entry::Temp(from);
            todo.remove(0);
            todo.retain(|(i, r)| self.stack[*i] != Entry::Temp(*r));
            return Ok(());
        }
        // Out of everybody's way: above all registers in use and wanted.
        let wanted = todo.iter().map(|(_, r)| r + 1).max().unwrap_or(0);
        let refuge = self.free_run(wanted.max(self.temp(self.stack.len())), 1)?;
        let keep = self.stack[occupant];
        let shared = self.shared(occupant);
        if shared && keep == self.stack[index] {
            // index and occupant share the wanted register: index keeps it.
            self.relocate(occupant, refuge)?;
        } else {
            // All entries sharing the occupant's register move with it.
            self.put(refuge, keep, false)?;
            for entry in &mut self.stack {
                if *entry == keep {
                    *entry = Entry::Temp(refuge);
                }
            }
        }
        todo.retain(|(i, r)| self.stack[*i] != Entry::Temp(*r) || self.shared(*i));
        Ok(())
    }

    /// Copies a local to temporaries for the entries that still name it: it is about to change.
    pub(super) fn save_local(&mut self, local: u16) -> Lowered<()> {
        while let Some(index) = self.stack.iter().position(|e| *e == Entry::Local(local)) {
            // One copy serves all entries that name the local.
            let register = self.free_run(self.temp(index), 1)?;
            self.word(Instr::new(Op::Move, 0, register, local, 0));
            for entry in &mut self.stack {
                if *entry == Entry::Local(local) {
                    *entry = Entry::Temp(register);
                }
            }
        }
        Ok(())
    }

    /// Pops the top `count` entries as operands: (register, whether this reader kills it), deepest first.
    pub(super) fn operands<const N: usize>(&mut self) -> Lowered<[(u16, bool); N]> {
        let first = self.top_index(N)?;
        let mut out = [(0, false); N];
        for (offset, slot) in out.iter_mut().enumerate() {
            slot.0 = self.in_register(first + offset)?;
        }
        let popped: Vec<Entry> = self.stack.drain(first..).collect();
        for (offset, slot) in out.iter_mut().enumerate() {
            let entry = popped[offset];
            let again = self.stack.contains(&entry) || popped[offset + 1..].contains(&entry);
            slot.1 = matches!(entry, Entry::Temp(_)) && !again;
        }
        Ok(out)
    }

    /// Pops one operand.
    pub(super) fn operand(&mut self) -> Lowered<(u16, bool)> {
        let [one] = self.operands::<1>()?;
        Ok(one)
    }

    /// Brings the top `count` entries into consecutive registers and pops them. For a `call` nothing live may
    /// be above the window. Entries listed in `ignored` (offsets) need not be there.
    pub(super) fn window(&mut self, count: usize, call: bool, ignored: &[usize]) -> Lowered<u16> {
        if count == 0 {
            return Ok(0);
        }
        let first = self.top_index(count)?;
        let below = |e: &Entry| {
            if let Entry::Temp(r) = e { Some(*r) } else { None }
        };
        let floor = self.stack[..first].iter().filter_map(below).max().map_or(0, |r| r + 1);
        let span = count as u16;
        let clear = |base: u16| {
            if call {
                base >= floor
            } else {
                let range = base..base.saturating_add(span);
                !self.stack[..first].iter().filter_map(below).any(|r| range.contains(&r))
            }
        };
        let canonical = self.temp(first);
        let mut candidates = vec![canonical, floor.max(canonical)];
        for offset in 0..count {
            if let Entry::Temp(r) = self.stack[first + offset]
                && let Some(base) = r.checked_sub(offset as u16)
                && base >= self.n_locals
            {
                candidates.push(base);
            }
        }
        let fits = |base: u16| {
            let at = |offset: usize| Entry::Temp(base.saturating_add(offset as u16));
            (0..count).filter(|o| self.stack[first + o] == at(*o)).count()
        };
        let mut best = floor.max(canonical);
        let mut score = None;
        for base in candidates {
            if clear(base) && score.is_none_or(|s| fits(base) > s) {
                (best, score) = (base, Some(fits(base)));
            }
        }
        // An ignored slot keeps its (pending) entry where it is.
        let mut places: Vec<Entry> = (0..count).map(|o| Entry::Temp(best + o as u16)).collect();
        for offset in ignored {
            places[*offset] = self.stack[first + offset];
        }
        self.touch(best, span)?;
        self.arrange(first, &places)?;
        self.stack.truncate(first);
        Ok(best)
    }

    /// The constant behind an entry that may stand as a K operand.
    pub(super) fn constant_index(&mut self, entry: Entry) -> Option<u16> {
        match entry {
            Entry::Const(index) => u16::try_from(index).ok(),
            Entry::Int(value) => self.int_constant(i64::from(value)),
            Entry::Temp(_) | Entry::Local(_) | Entry::Null => None,
        }
    }

    /// Whether the entry is a number.
    pub(super) fn is_number(&self, entry: Entry) -> bool {
        match entry {
            Entry::Int(_) => true,
            Entry::Const(i) => matches!(self.code.consts.get(i as usize), Some(Const::Int(_) | Const::Float(_))),
            _ => false,
        }
    }

    /// Whether the entry is a constant that a comparison can hold.
    pub(super) fn is_comparable(&self, entry: Entry) -> bool {
        let Entry::Const(index) = entry else {
            return self.is_number(entry);
        };
        matches!(self.code.consts.get(index as usize), Some(Const::Int(_) | Const::Float(_) | Const::Str(_) | Const::Bytes(_)))
    }

    fn int_constant(&mut self, value: i64) -> Option<u16> {
        let next = self.code.consts.len() + self.extra.len();
        let index = *self.extra_of.entry(value).or_insert(next as u32);
        if index as usize == next {
            self.extra.push(value);
        }
        u16::try_from(index).ok()
    }

    /// Constant index of an entry for a 32-bit operand.
    pub(super) fn wide_constant(&mut self, entry: Entry) -> Option<i32> {
        match entry {
            Entry::Const(index) => Some(index as i32),
            Entry::Int(value) => {
                self.int_constant(i64::from(value));
                self.extra_of.get(&i64::from(value)).map(|i| *i as i32)
            }
            Entry::Temp(_) | Entry::Local(_) | Entry::Null => None,
        }
    }
}
