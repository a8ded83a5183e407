//! Jumps.

use super::super::exec::{Exec, R};
use front::bytecode::instr::Instr;

#[inline(always)]
pub fn jump<E: Exec>(e: &mut E, i: Instr) -> R {
    e.jump(i.imm());
    Ok(())
}
#[inline(always)]
pub fn jump_back<E: Exec>(e: &mut E, i: Instr) -> R {
    e.back_edge(i.a(), i.imm())
}
