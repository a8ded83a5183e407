//! Loop nests. An inner loop of few iterations gets hot long before the loop around it, yet code for it alone is left so soon that
//! it hardly pays: what pays is code for both. So when the loop around is on its way, the inner one waits and the outer one is
//! recorded at its next back edge, with the inner loop in it; and a loop whose surroundings have code doesn't grow on its own any
//! more (`nbody` compiled each of its three loops three times: 12 ms of 97).

use super::{Engine, Key, State};
use crate::record::loops_of;
use front::bytecode::instr::Instr;
use front::bytecode::ops::Op;
use vm::Vm;

/// Iterations per entry, on average, up to which an inner loop waits for the one around it.
const FEW: u32 = 32;

/// How often a loop waits until it is as hot again: the one around it may fail, or never be reached.
const PATIENCE: u32 = 4;

/// The innermost loop around a loop, by number.
fn around(words: &[Instr], loop_no: u16) -> Option<u16> {
    let loops = loops_of(words);
    let head = |i: &Instr, pc: usize| (pc as i64 + 1 + i64::from(i.imm())) as u32;
    let edges = || words.iter().enumerate().filter(|(_, i)| i.op() == Op::JumpBack);
    let mine = edges().find(|(_, i)| i.a() == loop_no).map(|(pc, i)| head(i, pc))?;
    let &(start, end) = loops.iter().find(|l| l.0 == mine)?;
    let outer = loops.iter().filter(|l| l.0 < start && l.1 >= end).max_by_key(|l| l.0)?;
    edges().find(|(pc, i)| head(i, *pc) == outer.0).map(|(_, i)| i.a())
}

/// The register code of a frame.
fn code_of<'c>(vm: &Vm, at: usize) -> &'c vm::builtins::code::RtCode {
    // SAFETY: the frame keeps its code alive, and runs as long as the caller looks.
    unsafe { (&*vm.frames[at].code).reg() }
}

impl State {
    /// Should a loop that has just got hot wait for the loop around it?
    pub(super) fn waits_for_outer(&mut self, vm: &Vm, at: usize, key: Key) -> bool {
        if self.config.wait || vm.hot_loop < 100 || self.patient.get(&key).is_some_and(|&n| n >= PATIENCE) {
            return false;
        }
        let rt = code_of(vm, at);
        let Some(outer) = around(&rt.words, key.1) else { return false };
        if !self.is_covered(vm, at, key) {
            let count = rt.loops.get(usize::from(outer)).map_or(0, |c| c.get());
            if self.loops.contains_key(&(key.0, outer)) || self.patient.contains_key(&key) || count < vm.hot_loop / FEW {
                return false;
            }
            Engine::report_soon(vm, at, outer, 1);
        }
        *self.patient.entry(key).or_insert(0) += 1;
        Engine::report_soon(vm, at, key.1, vm.hot_loop);
        true
    }
    /// Has the loop around this one code, or will it have?
    pub(super) fn is_covered(&self, vm: &Vm, at: usize, key: Key) -> bool {
        if self.config.wait || at >= vm.frames.len() || vm.frames[at].code as u64 != key.0 {
            return false;
        }
        let Some(outer) = around(&code_of(vm, at).words, key.1) else { return false };
        let Some(l) = self.loops.get(&(key.0, outer)) else { return false };
        l.job.is_some() || l.region.code().is_some() && !l.trial.rests()
    }
}
