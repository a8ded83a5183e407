//! Calls.

use super::super::exec::{Exec, R};
use front::bytecode::instr::Instr;

#[inline(always)]
pub fn call<E: Exec>(e: &mut E, i: Instr) -> R {
    e.call(i)
}
