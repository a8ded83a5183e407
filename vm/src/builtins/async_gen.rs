//! Asynchronous generators: the awaitables of `asend`, `athrow`, `aclose`, and the hooks of event loops.
//!
//! The generator's code yields two kinds of values: what an `await` in it yields, which passes through to the event loop,
//! and what `yield` yields, which comes wrapped (intrinsic 4) and ends the awaitable with StopIteration.

use crate::builtins::exception::{self, classes};
use crate::builtins::generator::{GeneratorObj, State, outcome, resume, throw_into, thrown};
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::{PyResult, Raised};
use crate::object::slots::TypeSlots;
use crate::object::ty::flag;
use crate::object::{self, Payload};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Cell;

/// Bit of `GeneratorObj::async_state`: the hooks were called.
const HOOKED: u32 = 1;
/// An awaitable of the generator is running.
pub const RUNNING: u32 = 2;
/// It is over, or being closed.
const CLOSED: u32 = 4;

fn bit(g: &GeneratorObj, bit: u32, on: bool) {
    let s = g.async_state.get();
    g.async_state.set(if on { s | bit } else { s & !bit });
}

/// A value on its way from `yield`.
pub struct WrappedObj(Value);
static WRAPPED: TypeDef = TypeDef::new::<WrappedObj>("async_generator_wrapped_value").flags(flag::NO_NEW).final_type();
impl Payload for WrappedObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &WRAPPED
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.0);
    }
}
/// Wraps what `yield` yields.
pub fn wrap(v: Value) -> Value {
    object::new(WrappedObj(v))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Init,
    Iterating,
    Closed,
}
/// Payload of all awaitables.
pub struct AwaitableObj {
    generator: Value,
    /// What is sent first, or the arguments of `athrow`; NULL for `aclose`.
    value: Value,
    /// Throws `value` (or GeneratorExit) instead of sending it.
    throws: bool,
    phase: Cell<Phase>,
}
/// `async_generator_asend`
pub static ASEND: TypeDef =
    TypeDef::new::<AwaitableObj>("async_generator_asend").flags(flag::NO_NEW).final_type().methods(AWAITABLE_METHODS).slots(awaitable_slots);
/// `async_generator_athrow`
pub static ATHROW: TypeDef =
    TypeDef::new::<AwaitableObj>("async_generator_athrow").flags(flag::NO_NEW).final_type().methods(AWAITABLE_METHODS).slots(awaitable_slots);
impl Payload for AwaitableObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ASEND
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.generator);
        visit(&self.value);
    }
}
/// An awaitable that nobody awaited is a mistake, as it is with coroutines.
fn warn_unawaited(vm: &mut Vm, v: &Value) {
    let a = this::<AwaitableObj>(v);
    if a.phase.get() != Phase::Init {
        return;
    }
    let method = match (a.throws, a.value.is_null()) {
        (false, _) => "asend",
        (true, true) => "aclose",
        (true, false) => "athrow",
    };
    let name = this::<GeneratorObj>(&a.generator).qualname.borrow().clone();
    let r = object::ops::repr(vm, &name).and_then(|name| {
        let text = format!("coroutine method '{method}' of {} was never awaited", crate::builtins::str::text(&name));
        vm.warn(classes().runtime_warning, &text, 1)
    });
    vm.unraisable_if(r.map(|()| Value::NONE), "Exception ignored while finalizing", v);
}
fn awaitable_slots(s: &mut TypeSlots) {
    s.del = Some(warn_unawaited);
    s.await_ = Some(|_, v| Ok(v.clone()));
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|vm, v| step(vm, v, Ok(Value::NONE)).map(Some));
}
static AWAITABLE_METHODS: &[NativeDef] = &[
    NativeDef::new("send", |vm, a| step(vm, &a[0], Ok(a[1].clone())), "($self, value, /)", ""),
    NativeDef::new(
        "throw",
        |vm, a| {
            let exc = thrown(vm, &a[1..])?;
            step(vm, &a[0], Err(exc))
        },
        "($self, type, value=None, traceback=None, /)",
        "",
    ),
    NativeDef::new("close", close, "($self, /)", ""),
];

fn ended(vm: &Vm) -> bool {
    vm.pending_is(classes().stop_async_iteration) || vm.pending_is(classes().generator_exit)
}
/// Turns what the generator did into what the awaitable does: yields pass through, a wrapped value ends it.
fn unwrap(vm: &mut Vm, g: &GeneratorObj, r: PyResult<Value>) -> PyResult<Value> {
    match r {
        Err(e) => {
            if ended(vm) {
                bit(g, CLOSED, true);
            }
            bit(g, RUNNING, false);
            Err(e)
        }
        Ok(v) => match v.downcast::<WrappedObj>() {
            Some(w) => {
                bit(g, RUNNING, false);
                let exc = exception::make(classes().stop_iteration, vec![w.0.clone()]);
                exception::set_field(&exc, "value", w.0.clone());
                Err(vm.raise(exc))
            }
            None => Ok(v),
        },
    }
}
/// How `aclose` goes on: a further `yield` is an error, the end is the result.
fn unwrap_closing(vm: &mut Vm, a: &AwaitableObj, g: &GeneratorObj, r: PyResult<Value>) -> PyResult<Value> {
    match r {
        Ok(v) if v.downcast::<WrappedObj>().is_some() => {
            bit(g, RUNNING, false);
            a.phase.set(Phase::Closed);
            Err(vm.runtime_error("async generator ignored GeneratorExit"))
        }
        Ok(v) => Ok(v),
        Err(e) => {
            bit(g, RUNNING, false);
            a.phase.set(Phase::Closed);
            if ended(vm) {
                drop(vm.take_exception(e));
                return Err(vm.stop_iteration(Value::NONE));
            }
            Err(e)
        }
    }
}
fn run(vm: &mut Vm, g: &object::Obj<GeneratorObj>, sent: Result<Value, Value>) -> PyResult<Value> {
    let r = match sent {
        Ok(v) => resume(vm, g, Ok(v)),
        Err(exc) => throw_into(vm, g, exc, false),
    }?;
    outcome(vm, g, r)
}
fn name(a: &AwaitableObj) -> &'static str {
    match (a.throws, a.value.is_null()) {
        (false, _) => "anext()",
        (true, true) => "aclose()",
        (true, false) => "athrow()",
    }
}
fn start(vm: &mut Vm, a: &AwaitableObj, g: &GeneratorObj) -> PyResult<()> {
    if g.async_state.get() & RUNNING != 0 {
        a.phase.set(Phase::Closed);
        return Err(vm.runtime_error(format!("{}: asynchronous generator is already running", name(a))));
    }
    Ok(())
}
fn step(vm: &mut Vm, v: &Value, sent: Result<Value, Value>) -> PyResult<Value> {
    let a = this::<AwaitableObj>(v);
    let g = this::<GeneratorObj>(&a.generator);
    if a.phase.get() == Phase::Closed {
        let what = if a.throws { "aclose()/athrow()" } else { "__anext__()/asend()" };
        return Err(vm.runtime_error(format!("cannot reuse already awaited {what}")));
    }
    let mut sent = sent;
    if a.phase.get() == Phase::Init {
        if a.throws && g.state.get() == State::Finished && sent.is_ok() {
            a.phase.set(Phase::Closed);
            return Err(vm.stop_iteration(Value::NONE));
        }
        start(vm, a, g)?;
        if a.throws {
            if g.async_state.get() & CLOSED != 0 && sent.is_ok() {
                a.phase.set(Phase::Closed);
                let exc = exception::make(classes().stop_async_iteration, vec![]);
                return Err(vm.raise(exc));
            }
            if sent.as_ref().is_ok_and(|s| !s.is_none()) {
                return Err(vm.runtime_error("can't send non-None value to a just-started coroutine"));
            }
            if sent.is_ok() {
                sent = Err(match a.value.opt() {
                    Some(given) => thrown(vm, crate::builtins::tuple::items(given))?,
                    None => {
                        bit(g, CLOSED, true);
                        exception::make(classes().generator_exit, vec![])
                    }
                });
            }
        } else if sent.as_ref().is_ok_and(|s| s.is_none()) {
            sent = Ok(a.value.clone());
        }
        a.phase.set(Phase::Iterating);
    }
    bit(g, RUNNING, true);
    let r = run(vm, g, sent);
    if a.throws && a.value.is_null() {
        return unwrap_closing(vm, a, g, r);
    }
    let r = unwrap(vm, g, r);
    if r.is_err() {
        a.phase.set(Phase::Closed);
    }
    r
}
fn close(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    if this::<AwaitableObj>(&args[0]).phase.get() == Phase::Closed {
        return Ok(Value::NONE);
    }
    let exit = exception::make(classes().generator_exit, vec![]);
    match step(vm, &args[0], Err(exit)) {
        Ok(_) => Err(vm.runtime_error("coroutine ignored GeneratorExit")),
        Err(e) if ended(vm) || vm.pending_is(classes().stop_iteration) => {
            drop(vm.take_exception(e));
            Ok(Value::NONE)
        }
        Err(e) => Err(e),
    }
}

/// Calls the event loop's hooks when the generator is first iterated.
fn hooks(vm: &mut Vm, v: &Value) -> PyResult<()> {
    let g = this::<GeneratorObj>(v);
    if g.async_state.get() & HOOKED != 0 {
        return Ok(());
    }
    bit(g, HOOKED, true);
    let (first, finalizer) = (vm.asyncgen_hooks.0.clone(), vm.asyncgen_hooks.1.clone());
    drop(g.finalizer.replace(finalizer));
    if !first.is_none() && !first.is_null() {
        vm.call1(&first, v)?;
    }
    Ok(())
}
fn make(def: &'static TypeDef, v: &Value, value: Value, throws: bool) -> Value {
    object::new_of(def.get(), AwaitableObj { generator: v.clone(), value, throws, phase: Cell::new(Phase::Init) })
}
/// `__anext__`
pub fn anext(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    hooks(vm, v)?;
    Ok(make(&ASEND, v, Value::NONE, false))
}
/// Methods of asynchronous generators.
pub static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "asend",
        |vm, a| {
            hooks(vm, &a[0])?;
            Ok(make(&ASEND, &a[0], a[1].clone(), false))
        },
        "($self, value, /)",
        "asend(v) -> send 'v' in generator.",
    ),
    NativeDef::new(
        "athrow",
        |vm, a| {
            hooks(vm, &a[0])?;
            let given: Vec<Value> = a[1..].iter().filter(|x| !x.is_null()).cloned().collect();
            Ok(make(&ATHROW, &a[0], crate::builtins::tuple::new(given), true))
        },
        "($self, type, value=None, traceback=None, /)",
        "athrow(value) -> raise exception in generator.",
    ),
    NativeDef::new(
        "aclose",
        |vm, a| {
            hooks(vm, &a[0])?;
            Ok(make(&ATHROW, &a[0], Value::NULL, true))
        },
        "($self, /)",
        "aclose() -> raise GeneratorExit inside generator.",
    ),
];

/// The generator is about to go unfinished: hands it to the event loop. False when there is none.
pub fn finalize(vm: &mut Vm, v: &Value) -> bool {
    let g = this::<GeneratorObj>(v);
    let finalizer = g.finalizer.borrow().clone();
    let over = g.state.get() == State::Finished || g.async_state.get() & CLOSED != 0;
    if over || finalizer.is_none() || finalizer.is_null() {
        return false;
    }
    let r: Result<Value, Raised> = vm.call1(&finalizer, v);
    vm.unraisable_if(r, "Exception ignored while finalizing async generator", v);
    true
}
