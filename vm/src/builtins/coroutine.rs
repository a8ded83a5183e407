//! What `await`, `yield from` and asynchronous loops iterate over.

use crate::builtins::exception::{self, classes};
use crate::builtins::generator::{self, GeneratorObj};
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::slots::TypeSlots;
use crate::object::ty::flag;
use crate::object::{self, Payload, ops};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::code::flags;
use std::cell::RefCell;

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
    match awaitable_iter(vm, &a, 0) {
        Ok(it) => Ok(it),
        Err(e) => {
            let cause = vm.take_exception(e);
            let text = format!("'async for' received an invalid object from __anext__: {}", a.ty().name());
            let exc = exception::make(classes().type_error, vec![Value::str(&text)]);
            if let Some(x) = exception::get(&exc) {
                x.suppress_context.set(true);
                drop(x.cause.replace(cause.clone()));
                drop(x.context.replace(cause));
            }
            Err(vm.reraise(exc))
        }
    }
}

// ---- what `coroutine.__await__()` returns ------------------------------------------------------

/// Payload.
pub struct WrapperObj {
    coroutine: Value,
}
/// `coroutine_wrapper`
pub static WRAPPER: TypeDef = TypeDef::new::<WrapperObj>("coroutine_wrapper")
    .flags(flag::NO_NEW)
    .final_type()
    .methods(&[
        NativeDef::new(
            "send",
            |vm, a| {
                let g = inner(&a[0]);
                let r = generator::resume(vm, g, Ok(a[1].clone()))?;
                generator::outcome(vm, g, r)
            },
            "($self, value, /)",
            "",
        ),
        NativeDef::new(
            "throw",
            |vm, a| {
                let exc = generator::thrown(vm, &a[1..])?;
                let g = inner(&a[0]);
                let r = generator::throw_into(vm, g, exc, true)?;
                generator::outcome(vm, g, r)
            },
            "($self, type, value=None, traceback=None, /)",
            "",
        ),
        NativeDef::new("close", |vm, a| generator::close(vm, inner(&a[0])), "($self, /)", ""),
    ])
    .slots(|s| {
        s.iter = Some(|_, v| Ok(v.clone()));
        s.next = Some(|vm, v| {
            let g = inner(v);
            let r = generator::resume(vm, g, Ok(Value::NONE))?;
            generator::outcome(vm, g, r).map(Some)
        });
    });
impl Payload for WrapperObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &WRAPPER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.coroutine);
    }
}
fn inner(v: &Value) -> &object::Obj<GeneratorObj> {
    this::<GeneratorObj>(&this::<WrapperObj>(v).coroutine)
}
/// The iterator behind a coroutine.
pub fn wrapper(coroutine: &Value) -> Value {
    object::new(WrapperObj { coroutine: coroutine.clone() })
}

// ---- aiter(), anext() ----------------------------------------------------------------------

/// Payload of the awaitable of `anext(it, default)`.
pub struct AnextObj {
    awaitable: Value,
    default: Value,
    iterator: RefCell<Value>,
}
/// `anext_awaitable`
pub static ANEXT: TypeDef = TypeDef::new::<AnextObj>("anext_awaitable")
    .flags(flag::NO_NEW)
    .final_type()
    .methods(&[
        NativeDef::new("send", |vm, a| forward(vm, &a[0], "send", &a[1..]), "($self, value, /)", ""),
        NativeDef::new(
            "throw",
            |vm, a| {
                let given: Vec<Value> = a[1..].iter().filter(|x| !x.is_null()).cloned().collect();
                forward(vm, &a[0], "throw", &given)
            },
            "($self, type, value=None, traceback=None, /)",
            "",
        ),
        NativeDef::new("close", |vm, a| forward(vm, &a[0], "close", &[]), "($self, /)", ""),
    ])
    .slots(anext_slots);
impl Payload for AnextObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ANEXT
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.awaitable);
        visit(&self.default);
        visit(&self.iterator.borrow());
    }
}
fn anext_slots(s: &mut TypeSlots) {
    s.await_ = Some(|_, v| Ok(v.clone()));
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|vm, v| {
        let it = anext_iterator(vm, v)?;
        let r = match ops::next_raw(vm, &it) {
            Ok(None) => Err(vm.stop_iteration(Value::NONE)),
            Ok(Some(x)) => Ok(x),
            Err(e) => Err(e),
        };
        or_default(vm, v, r).map(Some)
    });
}
fn anext_iterator(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let a = this::<AnextObj>(v);
    if let Some(it) = a.iterator.borrow().opt() {
        return Ok(it.clone());
    }
    let it = awaitable_iter(vm, &a.awaitable, 0)?;
    let it = if is_coroutine(&it) { wrapper(&it) } else { it };
    drop(a.iterator.replace(it.clone()));
    Ok(it)
}
/// The end of the iteration becomes the default.
fn or_default<T>(vm: &mut Vm, v: &Value, r: PyResult<T>) -> PyResult<T> {
    match r {
        Err(e) if vm.pending_is(classes().stop_async_iteration) => {
            drop(vm.take_exception(e));
            let default = this::<AnextObj>(v).default.clone();
            let exc = exception::make(classes().stop_iteration, vec![default.clone()]);
            exception::set_field(&exc, "value", default);
            Err(vm.raise(exc))
        }
        r => r,
    }
}
fn forward(vm: &mut Vm, v: &Value, name: &str, args: &[Value]) -> PyResult<Value> {
    let it = anext_iterator(vm, v)?;
    let r = vm.call_method(&it, name, args);
    or_default(vm, v, r)
}

fn builtin_aiter(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(f) = a[0].ty().slots().aiter else {
        return Err(vm.type_error(format!("'{}' object is not an async iterable", a[0].ty().name())));
    };
    let it = f(vm, &a[0])?;
    if it.ty().slots().anext.is_none() {
        return Err(vm.type_error(format!("aiter() returned not an async iterator of type '{}'", it.ty().name())));
    }
    Ok(it)
}
fn builtin_anext(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(f) = a[0].ty().slots().anext else {
        return Err(vm.type_error(format!("'{}' object is not an async iterator", a[0].ty().name())));
    };
    let awaitable = f(vm, &a[0])?;
    match a[1].opt() {
        Some(d) => Ok(object::new(AnextObj { awaitable, default: d.clone(), iterator: RefCell::new(Value::NULL) })),
        None => Ok(awaitable),
    }
}
/// The builtins.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("aiter", builtin_aiter, "(async_iterable, /)", "Return an AsyncIterator for an AsyncIterable object."),
    NativeDef::new("anext", builtin_anext, "(aiterator, default=<unrepresentable>, /)", "Return the next item from the async iterator."),
];
