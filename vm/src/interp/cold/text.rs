//! f-strings and t-strings.

use super::{Flow, Regs, put};
use crate::builtins::{str, template};
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
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
pub fn interpolation(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let has_spec = i.c() & 1 != 0;
    let parts = r.take_all(i.b(), if has_spec { 3 } else { 2 });
    let conversion = match i.c() >> 2 {
        1 => Value::str("s"),
        2 => Value::str("r"),
        3 => Value::str("a"),
        _ => Value::NONE,
    };
    let spec = parts.get(2).cloned().unwrap_or_else(str::empty);
    put(r, i, template::interpolation(parts[0].clone(), parts[1].clone(), conversion, spec))
}
pub fn template(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (strings, interpolations) = (r.use_b(i), r.use_c(i));
    put(r, i, template::template(strings, interpolations))
}
