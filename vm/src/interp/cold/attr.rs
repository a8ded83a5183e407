//! Attributes and subscripts that the caches don't serve.

use super::{Flow, Regs, put, site_name};
use crate::builtins::{slice, super_};
use crate::interp::slices;
use crate::object::attr;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{METHOD, STEPPED, TWO_ARG};

pub fn load_attr(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let name = site_name(vm, u32::from(i.c()));
    put(r, i, attr::get(vm, &x, &name)?)
}
pub fn load_method(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let name = site_name(vm, u32::from(i.c()));
    let (f, with_self) = attr::get_method(vm, &x, &name)?;
    r.set(i.a(), f);
    r.set(i.a() + 1, if with_self { x } else { Value::NULL });
    Ok(Flow::Next)
}
pub fn store_attr(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, v) = (r.use_a(i), r.use_b(i));
    let name = site_name(vm, u32::from(i.c()));
    attr::set(vm, &x, &name, Some(&v))?;
    Ok(Flow::Next)
}
pub fn del_attr(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_a(i);
    let name = site_name(vm, u32::from(i.c()));
    attr::set(vm, &x, &name, None)?;
    Ok(Flow::Next)
}
pub fn load_super_attr(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let args = r.take_all(i.b(), 3);
    let name = site_name(vm, u32::from(i.c()));
    if i.has(METHOD)
        && args[0].is(&super_::TYPE.value())
        && let Some(f) = super_::method(&args[1], &args[2], &name)
    {
        // The usual method call needs no bound method.
        r.set(i.a(), f);
        r.set(i.a() + 1, args[2].clone());
        return Ok(Flow::Next);
    }
    let v = if args[0].is(&super_::TYPE.value()) {
        super_::lookup(vm, &args[1], &args[2], &name)?
    } else {
        let s = if i.has(TWO_ARG) { vm.call(&args[0], &args[1..])? } else { vm.call(&args[0], &[])? };
        attr::get(vm, &s, &name)?
    };
    r.set(i.a(), v);
    if i.has(METHOD) {
        r.set(i.a() + 1, Value::NULL);
    }
    Ok(Flow::Next)
}
pub fn del_item(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, k) = (r.use_a(i), r.use_b(i));
    ops::delitem(vm, &x, &k)?;
    Ok(Flow::Next)
}
pub fn get_slice(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let (start, stop, step) = bounds(i, &r);
    put(r, i, slices::get(vm, &x, start, stop, step)?)
}
pub fn set_slice(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, v) = (r.use_a(i), r.use_b(i));
    let (start, stop, step) = bounds(i, &r);
    slices::set(vm, &x, start, stop, step, &v)?;
    Ok(Flow::Next)
}
/// The parts of a slice in the window at c.
fn bounds(i: Instr, r: &Regs) -> (Value, Value, Value) {
    let step = if i.has(STEPPED) { r.take(i.c() + 2) } else { Value::NONE };
    (r.take(i.c()), r.take(i.c() + 1), step)
}
pub fn build_slice(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let mut parts = r.take_all(i.b(), i.c() as usize).into_iter();
    let mut next = || parts.next().unwrap_or(Value::NONE);
    let s = slice::new(next(), next(), next());
    put(r, i, s)
}
