//! Unary operators, `@`, membership.

use super::{Flow, Regs, put};
use crate::interp::slow;
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{INPLACE, KILL_A, KILL_B, KILL_C, SENSE};

pub fn neg(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    put(r, i, ops::neg(vm, &x)?)
}
pub fn pos(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    put(r, i, ops::pos(vm, &x)?)
}
pub fn invert(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    put(r, i, ops::invert(vm, &x)?)
}
pub fn matmul(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, y) = (r.use_b(i), r.use_c(i));
    let v = if i.has(INPLACE) { ops::inplace(vm, BinOp::MatMul, &x, &y)? } else { ops::binary(vm, BinOp::MatMul, &x, &y)? };
    put(r, i, v)
}
/// `b in c`; both stay in their registers during the call.
fn membership(vm: &mut Vm, r: Regs, x: u16, y: u16) -> PyResult<bool> {
    slow::contains(vm, &r.slice(y, 1)[0], &r.slice(x, 1)[0])
}
pub fn contains(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let b = membership(vm, r, i.b(), i.c())?;
    kill_bc(i, r);
    put(r, i, Value::bool(b))
}
pub fn not_contains(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let b = membership(vm, r, i.b(), i.c())?;
    kill_bc(i, r);
    put(r, i, Value::bool(!b))
}
fn kill_bc(i: Instr, r: Regs) {
    if i.has(KILL_B) {
        r.kill(i.b());
    }
    if i.has(KILL_C) {
        r.kill(i.c());
    }
}
pub fn jump_in(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let b = membership(vm, r, i.a(), i.b())?;
    if i.has(KILL_A) {
        r.kill(i.a());
    }
    if i.has(KILL_B) {
        r.kill(i.b());
    }
    Ok(if b == i.has(SENSE) { Flow::Jump(i32::from(i.near())) } else { Flow::Next })
}
