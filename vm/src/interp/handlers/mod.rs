//! What each frequent opcode means, by family. Rare opcodes are in `interp::cold`.

pub mod arith;
pub mod attr;
pub mod build;
pub mod call;
pub mod compare;
pub mod control;
pub mod item;
pub mod iterate;
pub mod moves;

use super::exec::Exec;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B, KILL_C};

/// Releases the operands whose last use this was.
#[inline(always)]
pub fn kill_abc<E: Exec>(e: &mut E, i: Instr) {
    if i.has(KILL_A) {
        e.kill(i.a());
    }
    kill_bc(e, i);
}
/// As `kill_abc` for b and c.
#[inline(always)]
pub fn kill_bc<E: Exec>(e: &mut E, i: Instr) {
    if i.has(KILL_B) {
        e.kill(i.b());
    }
    if i.has(KILL_C) {
        e.kill(i.c());
    }
}
/// As `kill_abc` for b.
#[inline(always)]
pub fn kill_b<E: Exec>(e: &mut E, i: Instr) {
    if i.has(KILL_B) {
        e.kill(i.b());
    }
}
/// As `kill_abc` for a.
#[inline(always)]
pub fn kill_a<E: Exec>(e: &mut E, i: Instr) {
    if i.has(KILL_A) {
        e.kill(i.a());
    }
}
