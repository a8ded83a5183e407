//! Iteration that the fast path doesn't know, delegation to sub-iterators, asynchronous iteration.

use super::{Flow, Regs, put};
use crate::builtins::coroutine;
use crate::builtins::exception::{classes, field};
use crate::builtins::generator::GeneratorObj;
use crate::interp::call::NO_DST;
use crate::interp::frame::flag;
use crate::native::this;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::code::flags as code_flags;
use front::bytecode::instr::Instr;

pub fn get_iter(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    put(r, i, ops::iter(vm, &x)?)
}
pub fn for_iter(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    // The iterator stays in its register, so it is alive during the call.
    let it = r.slice(i.a(), 1)[0].clone();
    match ops::next(vm, &it)? {
        Some(v) => {
            r.set(i.b(), v);
            Ok(Flow::Next)
        }
        None => {
            drop(it);
            r.kill(i.a());
            Ok(Flow::Jump(i32::from(i.near())))
        }
    }
}
pub fn get_yield_from_iter(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let in_coroutine = vm.frames[vm.frames.len() - 1].code().flags() & (code_flags::COROUTINE | code_flags::ITERABLE_COROUTINE) != 0;
    put(r, i, coroutine::yield_from_iter(vm, &x, in_coroutine)?)
}
pub fn get_awaitable(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    put(r, i, coroutine::awaitable_iter(vm, &x, i.c())?)
}
pub fn get_aiter(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    put(r, i, coroutine::get_aiter(vm, &x)?)
}
pub fn get_anext(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.get(i.b());
    put(r, i, coroutine::get_anext(vm, &x)?)
}

/// Sends b to the sub-iterator a, which isn't a suspended generator.
pub fn send(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let it = r.get(i.a());
    let v = r.take(i.b());
    let result = if v.is_none() && it.ty().slots().next.is_some() {
        match it.ty().slots().next {
            Some(f) => f(vm, &it),
            None => Ok(None),
        }
    } else {
        vm.call_method(&it, "send", &[v]).map(Some)
    };
    let value = match result {
        Ok(Some(v)) => {
            r.set(i.b(), v);
            return Ok(Flow::Next);
        }
        Ok(None) => Value::NONE,
        Err(e) if vm.pending_is(classes().stop_iteration) => {
            let exc = vm.take_exception(e);
            let v = field(&exc, "value");
            if v.is_null() { Value::NONE } else { v }
        }
        Err(e) => return Err(e),
    };
    r.set(i.b(), value);
    Ok(Flow::Jump(i32::from(i.near())))
}

/// A generator that a `for` loop or a `Send` of the innermost frame ran has raised StopIteration with `value`: the
/// instruction is over.
pub fn finish_delegate(vm: &mut Vm, flags: u32, value: Value) {
    let Some(caller) = vm.frames.last_mut() else { return };
    let i = caller.code().reg().words[caller.pc as usize];
    let r = Regs::new(caller.base);
    caller.pc = (i64::from(caller.pc) + 1 + i64::from(i.near())) as u32;
    if flags & flag::FOR_ITER != 0 {
        r.kill(i.a());
    } else {
        r.set(i.b(), value);
    }
    let _ = NO_DST;
}

/// `throw()` into a delegating generator ended the sub-iterator: StopIteration gives the value of the `yield from`.
pub fn cleanup_throw(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let exc = r.take(i.a() + 2);
    if exc.ty().is_subtype(classes().stop_iteration) {
        let v = field(&exc, "value");
        r.set(i.a(), Value::NONE);
        r.set(i.a() + 1, if v.is_null() { Value::NONE } else { v });
        return Ok(Flow::Next);
    }
    r.kill(i.a());
    r.kill(i.a() + 1);
    std::mem::forget(vm.reraise(exc));
    Ok(Flow::Reraise)
}
pub fn end_async_for(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let exc = r.take(i.a() + 1);
    r.kill(i.a());
    if exc.ty().is_subtype(classes().stop_async_iteration) {
        return Ok(Flow::Next);
    }
    std::mem::forget(vm.reraise(exc));
    let _ = this::<GeneratorObj>;
    Ok(Flow::Reraise)
}
