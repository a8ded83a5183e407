//! Raising and handling exceptions, `with`.

use super::{Flow, Regs, put};
use crate::builtins::{exception, str};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::LASTI;

pub fn push_exc_info(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let exc = r.get(i.b());
    let before = std::mem::replace(&mut vm.handled, exc);
    put(r, i, before)
}
pub fn pop_except(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let before = r.use_a(i);
    let old = std::mem::replace(&mut vm.handled, before);
    drop(old);
    Ok(Flow::Next)
}
pub fn check_exc_match(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (exc, class) = (r.get(i.b()), r.use_c(i));
    let b = exception::matches(vm, &exc, &class)?;
    put(r, i, Value::bool(b))
}
pub fn check_eg_match(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (exc, class) = (r.use_b(i), r.use_c(i));
    let (rest, matched) = exception::group_split(vm, &exc, &class)?;
    if !matched.is_none() {
        let old = std::mem::replace(&mut vm.handled, matched.clone());
        drop(old);
    }
    r.set(i.a(), rest);
    r.set(i.a() + 1, matched);
    Ok(Flow::Next)
}
pub fn raise_active(vm: &mut Vm, _: Instr, _: Regs) -> PyResult<Flow> {
    let exc = vm.handled_exception();
    if exc.is_none() {
        return Err(vm.runtime_error("No active exception to reraise"));
    }
    std::mem::forget(vm.reraise(exc));
    Ok(Flow::Reraise)
}
pub fn raise(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_a(i);
    let exc = exception::normalize_raise(vm, &v)?;
    Err(vm.raise(exc))
}
pub fn raise_from(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (v, cause) = (r.use_a(i), r.use_b(i));
    let exc = exception::normalize_raise(vm, &v)?;
    let cause = if cause.is_none() {
        Value::NONE
    } else if cause.downcast::<crate::object::ty::TypeObj>().is_some() {
        let c = vm.call(&cause, &[])?;
        if exception::get(&c).is_none() {
            let shown = ops::repr(vm, &cause)?;
            return Err(vm.type_error(format!("calling {} should have returned an instance of BaseException, not {}", str::text(&shown), c.ty().name())));
        }
        c
    } else {
        cause
    };
    if !cause.is_none() && exception::get(&cause).is_none() {
        return Err(vm.type_error("exception causes must derive from BaseException"));
    }
    if let Some(e) = exception::get(&exc) {
        let old = e.cause.replace(cause);
        drop(old);
        e.suppress_context.set(true);
    }
    Err(vm.raise(exc))
}
pub fn reraise(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let exc = r.use_a(i);
    if i.has(LASTI) {
        let at = r.use_b(i).as_small_int().unwrap_or(0);
        if let Some(f) = vm.frames.last_mut() {
            f.lasti = at as u32 + 1;
        }
    }
    std::mem::forget(vm.reraise(exc));
    Ok(Flow::Reraise)
}
pub fn load_special(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let n = names();
    let x = r.use_b(i);
    let (name, text) = match i.c() {
        0 => (&n.__enter__, "context manager"),
        1 => (&n.__exit__, "context manager"),
        2 => (&n.__aenter__, "asynchronous context manager"),
        _ => (&n.__aexit__, "asynchronous context manager"),
    };
    let ty = x.ty();
    let Some(m) = ty.lookup(name) else {
        let other = if i.c() < 2 {
            (&n.__aenter__, &n.__aexit__, "asynchronous context manager protocol. Did you mean to use 'async with'?")
        } else {
            (&n.__enter__, &n.__exit__, "context manager protocol. Did you mean to use 'with'?")
        };
        let hint = if ty.lookup(other.0).is_some() && ty.lookup(other.1).is_some() { format!(" but it supports the {}", other.2) } else { String::new() };
        return Err(vm.type_error(format!("'{}' object does not support the {text} protocol (missed {} method){hint}", ty.full_name(), str::text(name))));
    };
    if m.ty().flags() & crate::object::ty::flag::METHOD_DESCRIPTOR != 0 {
        r.set(i.a(), m);
        r.set(i.a() + 1, x);
        return Ok(Flow::Next);
    }
    let v = match m.ty().slots().get {
        Some(get) => get(vm, &m, Some(&x), Some(&ty.value()))?,
        None => m,
    };
    r.set(i.a(), v);
    r.set(i.a() + 1, Value::NULL);
    Ok(Flow::Next)
}
pub fn with_except_start(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (f, this, exc) = (r.get(i.b()), r.get(i.b() + 1), r.get(i.c()));
    let tb = exception::get(&exc).map_or(Value::NONE, |e| e.traceback.borrow().clone());
    let mut args = vec![exc.ty().value(), exc.clone(), tb];
    if !this.is_null() {
        args.insert(0, this);
    }
    let v = vm.call(&f, &args)?;
    put(r, i, v)
}
