//! Unary operators, `@`, membership.

use super::{Flow, Regs, put};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{INPLACE, SENSE};

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
pub fn contains(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, y) = (r.use_b(i), r.use_c(i));
    let b = ops::contains(vm, &y, &x)?;
    put(r, i, Value::bool(b))
}
pub fn not_contains(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, y) = (r.use_b(i), r.use_c(i));
    let b = ops::contains(vm, &y, &x)?;
    put(r, i, Value::bool(!b))
}
pub fn jump_in(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, y) = (r.use_a(i), r.use_b(i));
    let b = ops::contains(vm, &y, &x)?;
    Ok(if b == i.has(SENSE) { Flow::Jump(i32::from(i.near())) } else { Flow::Next })
}
