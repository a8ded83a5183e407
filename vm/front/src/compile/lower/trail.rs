//! The trail: which stack instructions each register word stands for.
//!
//! Tracing and monitoring speak of CPython's instructions: a line event comes before the first instruction of a line, also
//! when that is a NOP of which no word is left. So the lowering can be run again with a trail: for each word the stack
//! instructions that are over once it is reached, and for each edge (falling through, jumping, catching) those that were
//! left out on it. The words are the same with and without a trail.
//!
//! ```text
//! while n:             0  JumpIfNot n -> 3    before [RESUME, LOAD_FAST, TO_BOOL, POP_JUMP_IF_FALSE]
//!     if n > 9: break  1  JumpGtK n, =9 -> 3  before [NOT_TAKEN, ...]  taken [NOT_TAKEN, JUMP_FORWARD (the break)]
//! ```
//!
//! It also says where each instruction finds the values of the stack, so that a debugger can set the next line.

use std::collections::HashMap;

use super::state::Entry;
use super::{Lowerer, Plan};
use crate::bytecode::Code;
use crate::bytecode::code::RegCode;
use crate::bytecode::stackop::{self as so, StackInstr};

/// Where a stack value is when an instruction begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this register, which owns it.
    Register(u16),
    /// Nowhere: it is read from a local when it is used.
    Local(u16),
    /// Nowhere: constant `n` of the code.
    Const(u32),
    /// Nowhere: a small int.
    Int(i32),
    /// The NULL of a call prefix.
    Null,
}

/// A stack instruction as monitoring sees it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The instruction.
    pub instr: StackInstr,
    /// Its line; None when it has none.
    pub line: Option<u32>,
    /// May a line event come before it?
    pub starts_line: bool,
    /// Second half of a two-in-one instruction.
    pub is_second: bool,
}

/// What the words of a code object stand for; lists hold indices into `steps`.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    /// The stack instructions, two-in-one forms split.
    pub steps: Box<[Step]>,
    /// Per word: instructions that begin once it is reached, in their order.
    pub before: Vec<Vec<u32>>,
    /// Instructions passed on falling into a word.
    pub fall: HashMap<u32, Vec<u32>>,
    /// Instructions passed when a word jumps.
    pub taken: HashMap<u32, Vec<u32>>,
    /// Instructions passed on entering the handler at a word.
    pub caught: HashMap<u32, Vec<u32>>,
    /// The stack when an instruction begins; empty and absent differ: None was never reached.
    pub stacks: Vec<Option<Box<[Place]>>>,
}

impl Trail {
    /// Word and position in its list at which an instruction begins.
    pub fn find(&self, step: u32) -> Option<(u32, usize)> {
        self.before.iter().enumerate().find_map(|(pc, list)| list.iter().position(|s| *s == step).map(|at| (pc as u32, at)))
    }
}

/// The trail while it is being laid.
#[derive(Default)]
pub(super) struct Builder {
    before: Vec<Vec<u32>>,
    fall: HashMap<u32, Vec<u32>>,
    /// Extra instructions of a jumping word, besides those of its label.
    taken: HashMap<usize, Vec<u32>>,
    /// Instructions between a label and its word.
    at_label: HashMap<usize, Vec<u32>>,
    stacks: Vec<Option<Box<[Place]>>>,
    /// Begun, without a word so far.
    pending: Vec<u32>,
    /// What comes behind the word to be written.
    late: Vec<u32>,
    /// Labels at the next word, and how much of `pending` came before them.
    open: Vec<(usize, usize)>,
    /// The current instruction has a word.
    has_word: bool,
}

impl Builder {
    fn spread(&mut self) {
        for (label, from) in &self.open {
            if *from < self.pending.len() {
                self.at_label.entry(*label).or_default().extend(&self.pending[*from..]);
            }
        }
    }
}

fn place(entry: Entry) -> Place {
    match entry {
        Entry::Temp(r) => Place::Register(r),
        Entry::Local(r) => Place::Local(r),
        Entry::Const(i) => Place::Const(i),
        Entry::Int(i) => Place::Int(i),
        Entry::Null => Place::Null,
    }
}

impl Lowerer<'_> {
    /// Starts laying a trail.
    pub(super) fn with_trail(mut self) -> Self {
        self.trail = Some(Box::new(Builder { stacks: vec![None; self.instrs.len()], ..Builder::default() }));
        self
    }

    /// The instruction at `self.at` begins.
    pub(super) fn trail_begin(&mut self) {
        let Some(t) = &mut self.trail else { return };
        t.stacks[self.at] = Some(self.stack.iter().map(|e| place(*e)).collect());
        t.pending.push(self.at as u32);
        t.has_word = false;
    }

    /// The instructions up to `index` are done together with the current one.
    pub(super) fn trail_cover(&mut self, index: usize) {
        let (instrs, at) = (self.instrs, self.at);
        let Some(t) = &mut self.trail else { return };
        for (k, instr) in instrs.iter().enumerate().take(index + 1).skip(at + 1) {
            let with_word = matches!(
                instr.op,
                so::TO_BOOL | so::UNARY_NOT | so::POP_JUMP_IF_FALSE | so::POP_JUMP_IF_TRUE | so::POP_JUMP_IF_NONE | so::POP_JUMP_IF_NOT_NONE
            );
            if instrs[at].op == so::YIELD_VALUE {
                t.late.push(k as u32);
            } else if let (true, true, Some(last)) = (t.has_word, with_word, t.before.last_mut()) {
                last.push(k as u32);
            } else {
                t.pending.push(k as u32);
            }
        }
    }

    /// A word was written.
    pub(super) fn trail_word(&mut self) {
        let Some(t) = &mut self.trail else { return };
        t.before.push(std::mem::take(&mut t.pending));
        t.pending = std::mem::take(&mut t.late);
        t.open.clear();
        t.has_word = true;
    }

    /// A label is placed before the next word.
    pub(super) fn trail_label(&mut self, label: usize) {
        let pc = self.words.len() as u32;
        let Some(t) = &mut self.trail else { return };
        t.spread();
        let passed = std::mem::take(&mut t.pending);
        if !passed.is_empty() {
            t.fall.entry(pc).or_default().extend(passed);
        }
        for open in &mut t.open {
            open.1 = 0;
        }
        t.open.push((label, 0));
    }

    /// The word at `at` jumps over the instruction `step`.
    pub(super) fn trail_taken(&mut self, at: usize, step: usize) {
        if let Some(t) = &mut self.trail {
            t.taken.entry(at).or_default().push(step as u32);
        }
    }

    /// The jump at `at` no longer goes through the word `through`, which its label named.
    pub(super) fn trail_threaded(&mut self, at: usize, label: usize, through: usize) {
        let Some(t) = &mut self.trail else { return };
        let mut passed = t.at_label.get(&label).cloned().unwrap_or_default();
        passed.extend(t.before.get(through).into_iter().flatten());
        // What a jump over `through` passes behind it.
        passed.extend(t.taken.get(&through).into_iter().flatten());
        t.taken.entry(at).or_default().extend(passed);
    }

    /// The jump at `at` became a copy of the word `of`, which its label named.
    pub(super) fn trail_copied(&mut self, at: usize, label: usize, of: usize) {
        let Some(t) = &mut self.trail else { return };
        let mut passed = t.taken.remove(&at).unwrap_or_default();
        passed.extend(t.at_label.get(&label).into_iter().flatten());
        passed.extend(t.before.get(of).into_iter().flatten());
        t.before[at].extend(passed);
        if let Some(more) = t.taken.get(&of).cloned() {
            t.taken.insert(at, more);
        }
    }

    /// The branch at `at` is turned round: from now on it falls to its label and jumps where the jump behind it goes.
    pub(super) fn trail_inverted(&mut self, at: usize, label: usize) {
        let to = self.labels[label].pc.unwrap_or(0) as u32;
        let Some(t) = &mut self.trail else { return };
        let over = at + 1;
        let mut passed = t.fall.remove(&(over as u32)).unwrap_or_default();
        passed.extend(t.before.get(over).into_iter().flatten());
        passed.extend(t.taken.get(&over).into_iter().flatten());
        let mut fallen = t.taken.insert(at, passed).unwrap_or_default();
        fallen.extend(t.at_label.get(&label).into_iter().flatten());
        if !fallen.is_empty() {
            t.fall.insert(to, fallen);
        }
    }

    /// Words are removed; `skipped` are those that control passed through.
    pub(super) fn trail_compact(&mut self, dead: &[bool], skipped: &[bool], moved: &[usize]) {
        let pcs: Vec<(usize, usize)> = self.labels.iter().enumerate().filter_map(|(i, l)| l.pc.map(|pc| (i, pc))).collect();
        let Some(t) = &mut self.trail else { return };
        let mut fall: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut carried: Vec<u32> = Vec::new();
        let mut carried_labels: Vec<usize> = Vec::new();
        for pc in 0..dead.len() {
            carried.extend(t.fall.get(&(pc as u32)).into_iter().flatten());
            if dead[pc] {
                carried_labels.extend(pcs.iter().filter(|p| p.1 == pc).map(|p| p.0));
                if skipped[pc] {
                    carried.extend(&t.before[pc]);
                    for label in &carried_labels {
                        t.at_label.entry(*label).or_default().extend(&t.before[pc]);
                    }
                } else {
                    carried.clear();
                    carried_labels.clear();
                }
                continue;
            }
            let passed = std::mem::take(&mut carried);
            carried_labels.clear();
            if !passed.is_empty() {
                fall.insert(moved[pc] as u32, passed);
            }
        }
        t.fall = fall;
        let mut keep = dead.iter().map(|d| !d);
        t.before.retain(|_| keep.next().unwrap_or(true));
        t.taken = t.taken.drain().filter(|(at, _)| !dead[*at]).map(|(at, list)| (moved[at], list)).collect();
    }

    /// The finished trail.
    pub(super) fn trail_finish(&mut self) -> Option<Trail> {
        let t = *self.trail.take()?;
        let mut taken: HashMap<u32, Vec<u32>> = t.taken.into_iter().map(|(at, list)| (at as u32, list)).collect();
        for &(at, label, _) in &self.fixups {
            if let Some(list) = t.at_label.get(&label) {
                taken.entry(at as u32).or_default().extend(list);
            }
        }
        let mut caught = HashMap::new();
        for (label, list) in t.at_label {
            if let Some(pc) = self.labels[label].pc {
                caught.insert(pc as u32, list);
            }
        }
        let steps = steps(self.code, self.instrs);
        Some(Trail { steps, before: t.before, fall: t.fall, taken, caught, stacks: t.stacks })
    }
}

/// Lines of the instructions, and which of them begin one: where the line differs from the instruction in front, and where
/// jumps and handlers lead.
fn steps(code: &Code, instrs: &[StackInstr]) -> Box<[Step]> {
    let mut ranges = code.position_ranges();
    let mut range = ranges.next();
    let mut current = None;
    let mut steps: Vec<Step> = Vec::with_capacity(instrs.len());
    let first = instrs.iter().position(|i| i.op == so::RESUME).unwrap_or(0);
    for (k, instr) in instrs.iter().enumerate() {
        while range.is_some_and(|(_, end, _)| end <= instr.unit) {
            range = ranges.next();
        }
        let line = range.filter(|(start, _, _)| *start <= instr.unit).and_then(|r| r.2.line);
        let is_second = instr.start == u32::MAX;
        // These never begin a line: jumps go behind them, and resuming has events of its own.
        let never = k < first || matches!(instr.op, so::END_ASYNC_FOR | so::END_FOR | so::END_SEND | so::RESUME | so::POP_ITER);
        let starts_line = !never && !is_second && line.is_some() && line != current;
        if !never {
            current = line;
        }
        steps.push(Step { instr: *instr, line, starts_line, is_second });
    }
    let index_of: HashMap<u32, usize> = instrs.iter().enumerate().filter(|(_, i)| i.start != u32::MAX).map(|(k, i)| (i.start, k)).collect();
    let targets = instrs.iter().filter_map(StackInstr::target).chain(code.exception_entries().into_iter().map(|e| e.target));
    for target in targets {
        if let Some(step) = index_of.get(&target).and_then(|k| steps.get_mut(*k)) {
            step.starts_line = step.line.is_some() && step.instr.op != so::RESUME;
        }
    }
    steps.into()
}

/// Lowers a code object once more, with its trail.
pub fn lower_with_trail(code: &Code) -> Result<(RegCode, Trail), super::LowerError> {
    let instrs = super::expand(code);
    let mut plan = Plan::default();
    super::lower_planned(code, &instrs, &mut plan, true).map(|(reg, trail)| (reg, trail.unwrap_or_default()))
}
