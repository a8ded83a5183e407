//! What `await`, `yield from` and asynchronous loops iterate over.

use crate::builtins::generator::GeneratorObj;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::code::flags;

fn is_coroutine(v: &Value) -> bool {
    v.downcast::<GeneratorObj>().is_some_and(|g| g.code.flags() & (flags::COROUTINE | flags::ITERABLE_COROUTINE) != 0)
}

/// The iterator that awaits `v`; `which` picks the text of the error: 0 await, 1 `__aenter__`, 2 `__aexit__`.
pub fn awaitable_iter(vm: &mut Vm, v: &Value, which: u16) -> PyResult<Value> {
    if let Some(g) = v.downcast::<GeneratorObj>()
        && is_coroutine(v)
    {
        if g.delegate().is_some() {
            return Err(vm.runtime_error("coroutine is being awaited already"));
        }
        return Ok(v.clone());
    }
    let Some(f) = v.ty().slots().await_ else {
        let name = v.ty().name();
        return Err(match which {
            1 => vm.type_error(format!("'async with' received an object from __aenter__ that does not implement __await__: {name}")),
            2 => vm.type_error(format!("'async with' received an object from __aexit__ that does not implement __await__: {name}")),
            _ => vm.type_error(format!("'{name}' object can't be awaited")),
        });
    };
    let it = f(vm, v)?;
    if is_coroutine(&it) {
        return Err(vm.type_error("__await__() returned a coroutine"));
    }
    if it.ty().slots().next.is_none() {
        return Err(vm.type_error(format!("__await__() returned non-iterator of type '{}'", it.ty().name())));
    }
    Ok(it)
}

/// The iterator that `yield from v` uses.
pub fn yield_from_iter(vm: &mut Vm, v: &Value, in_coroutine: bool) -> PyResult<Value> {
    if v.downcast::<GeneratorObj>().is_some() {
        if is_coroutine(v) && !in_coroutine {
            return Err(vm.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator"));
        }
        return Ok(v.clone());
    }
    ops::iter(vm, v)
}

/// `aiter(v)`
pub fn get_aiter(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let Some(f) = v.ty().slots().aiter else {
        return Err(vm.type_error(format!("'async for' requires an object with __aiter__ method, got {}", v.ty().name())));
    };
    let it = f(vm, v)?;
    if it.ty().slots().anext.is_none() {
        return Err(vm.type_error(format!("'async for' received an object from __aiter__ that does not implement __anext__: {}", it.ty().name())));
    }
    Ok(it)
}

/// The awaitable of `anext(v)`
pub fn get_anext(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let Some(f) = v.ty().slots().anext else {
        return Err(vm.type_error(format!("'async for' requires an iterator with __anext__ method, got {}", v.ty().name())));
    };
    let a = f(vm, v)?;
    awaitable_iter(vm, &a, 0)
}
