//! f-strings and t-strings.

use super::{Flow, Regs, put};
use crate::builtins::str;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::vm::Vm;
use front::bytecode::instr::Instr;

pub fn format(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    if str::is_exact(&x) {
        return put(r, i, x);
    }
    put(r, i, ops::format(vm, &x, &str::empty())?)
}
pub fn format_spec(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, spec) = (r.use_b(i), r.use_c(i));
    put(r, i, ops::format(vm, &x, &spec)?)
}
pub fn convert(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let v = match i.c() {
        1 => ops::to_str(vm, &x)?,
        2 => ops::repr(vm, &x)?,
        _ => crate::builtins::functions::ascii(vm, &x)?,
    };
    put(r, i, v)
}
/// t-strings aren't there yet.
pub fn template(vm: &mut Vm, _: Instr, _: Regs) -> PyResult<Flow> {
    Err(vm.not_implemented("t-strings aren't there yet"))
}
