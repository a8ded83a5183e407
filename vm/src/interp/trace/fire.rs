//! Delivering an event to the tools that want it, `sys.setprofile`'s and `sys.settrace`'s functions among them.

use super::events::Event;
use super::monitors::{PROFILE, TRACE, legacy, legacy_events, wanted_bit};
use super::run::current;
use super::watch::{self, CodeWatch};
use crate::builtins::code::CodeObj;
use crate::builtins::frame::FrameObj;
use crate::builtins::{exception, frame, tuple};
use crate::heap::header::Kind;
use crate::native::this;
use crate::object::Ref;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// Where a callback is while it runs: what `f_lineno` and `f_lasti` of the frame show, and whether it may set the line.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// Index of the frame.
    pub frame: usize,
    /// Unit of the stack instruction.
    pub unit: u32,
    /// Line that overrides the instruction's.
    pub line: Option<u32>,
    /// What happened.
    pub event: Event,
}

/// The events of the innermost frame's code that anybody wants at all.
pub fn interest(vm: &Vm, watch: &CodeWatch) -> u32 {
    if vm.tracing { 0 } else { legacy_events(vm) | watch.interest() }
}

/// Does anybody want this event of the innermost frame?
pub fn wanted(vm: &Vm, watch: &CodeWatch, event: Event, unit: u32) -> bool {
    !vm.tracing && (legacy(vm, event) != 0 || watch.wanting(event, unit) != 0)
}

/// Delivers an event of the innermost frame. `extra` follows code and offset in the callbacks' arguments; for `LINE` it is
/// the line, which comes instead of the offset.
pub fn fire(vm: &mut Vm, event: Event, unit: u32, extra: &[Value]) -> PyResult<()> {
    if vm.tracing {
        return Ok(());
    }
    let code = current(vm);
    let watch = watch::of(&code);
    if interest(vm, watch) & wanted_bit(event) == 0 {
        return Ok(());
    }
    let tools = legacy(vm, event) | watch.wanting(event, unit);
    if tools == 0 {
        return Ok(());
    }
    let line = if event == Event::Line { extra.first().and_then(|l| l.as_small_int()).map(|l| l as u32) } else { None };
    let saved = vm.event.replace(At { frame: vm.frames.len() - 1, unit, line, event });
    let r = deliver(vm, &code, watch, event, unit, extra, tools);
    vm.event = saved;
    r
}

fn deliver(vm: &mut Vm, code: &Ref<CodeObj>, watch: &CodeWatch, event: Event, unit: u32, extra: &[Value], tools: u8) -> PyResult<()> {
    for tool in (0..8u8).rev().filter(|t| tools & 1 << t != 0) {
        match tool {
            TRACE => trace(vm, event, unit, extra)?,
            PROFILE => profile(vm, event, extra)?,
            _ => {
                let callback = rt().monitors.callbacks.borrow()[usize::from(tool)][event as usize].clone();
                if callback.is_null() {
                    continue;
                }
                let mut args = vec![code.as_value().clone()];
                if event != Event::Line {
                    args.push(Value::int(i64::from(unit) * 2));
                }
                args.extend_from_slice(extra);
                let result = quietly(vm, |vm| vm.call(&callback, &args))?;
                if result.is(&rt().monitors.disable()) {
                    if !event.is_local() {
                        rt().monitors.callbacks.borrow_mut()[usize::from(tool)][event as usize] = Value::NULL;
                        return Err(vm.value_error(format!("Cannot disable {} events. Callback removed.", event.name())));
                    }
                    watch.disable(event, unit, tool);
                }
            }
        }
    }
    Ok(())
}

/// Runs a callback; no events come from inside.
pub fn quietly<R>(vm: &mut Vm, f: impl FnOnce(&mut Vm) -> R) -> R {
    let saved = std::mem::replace(&mut vm.tracing, true);
    vm.update_traced();
    let r = f(vm);
    vm.tracing = saved;
    vm.update_traced();
    r
}

/// `sys.settrace`'s function, and the frames' own.
fn trace(vm: &mut Vm, event: Event, unit: u32, extra: &[Value]) -> PyResult<()> {
    let at = vm.frames.len() - 1;
    let first = || extra.first().cloned().unwrap_or(Value::NONE);
    let (what, arg) = match event {
        Event::PyStart | Event::PyResume | Event::PyThrow => ("call", Value::NONE),
        Event::PyReturn | Event::PyYield => ("return", first()),
        Event::PyUnwind => ("return", Value::NONE),
        Event::Raise | Event::StopIteration => {
            let exc = first();
            let tb = exception::get(&exc).map_or(Value::NONE, |e| e.traceback.borrow().clone());
            ("exception", tuple::new(vec![exc.ty().value(), exc, tb]))
        }
        Event::Line => ("line", Value::NONE),
        Event::Jump => {
            // A jump backwards within one line begins the line again.
            let to = extra.first().and_then(|v| v.as_small_int()).unwrap_or(0) / 2;
            let code = current(vm);
            let co = &code.co;
            if to >= i64::from(unit) || co.position(to as u32).line != co.position(unit).line {
                return Ok(());
            }
            ("line", Value::NONE)
        }
        Event::Instruction => ("opcode", Value::NONE),
        _ => return Ok(()),
    };
    if what == "opcode" && vm.frames[at].object.downcast::<FrameObj>().is_none_or(|f| !f.trace_opcodes.get()) {
        return Ok(());
    }
    let frame = frame::object_for(vm, at);
    let f = this::<FrameObj>(&frame);
    if what == "line" && !f.trace_lines.get() {
        return Ok(());
    }
    let function = if what == "call" { vm.trace_fn.clone() } else { f.trace_fn.borrow().clone() };
    if function.is_null() {
        return Ok(());
    }
    let text = crate::object::intern::intern(what);
    match quietly(vm, |vm| vm.call(&function, &[frame.clone(), text, arg])) {
        Ok(next) => {
            if !next.is_none() {
                drop(f.trace_fn.replace(next));
            }
            Ok(())
        }
        Err(e) => {
            drop(std::mem::replace(&mut vm.trace_fn, Value::NULL));
            drop(f.trace_fn.replace(Value::NULL));
            vm.update_traced();
            Err(e)
        }
    }
}

/// `sys.setprofile`'s function.
fn profile(vm: &mut Vm, event: Event, extra: &[Value]) -> PyResult<()> {
    let first = || extra.first().cloned().unwrap_or(Value::NONE);
    let (what, arg) = match event {
        Event::PyStart | Event::PyResume | Event::PyThrow => ("call", Value::NONE),
        Event::PyReturn | Event::PyYield => ("return", first()),
        Event::PyUnwind => ("return", Value::NONE),
        Event::Call | Event::CReturn | Event::CRaise => {
            let Some(f) = native_function(vm, &first(), extra.get(1))? else { return Ok(()) };
            (["c_call", "c_return", "c_exception"][if event == Event::Call { 0 } else { event as usize - Event::CReturn as usize + 1 }], f)
        }
        _ => return Ok(()),
    };
    let at = vm.frames.len() - 1;
    let frame = frame::object_for(vm, at);
    let function = vm.profile_fn.clone();
    let text = crate::object::intern::intern(what);
    match quietly(vm, |vm| vm.call(&function, &[frame, text, arg])) {
        Ok(_) => Ok(()),
        Err(e) => {
            drop(std::mem::replace(&mut vm.profile_fn, Value::NULL));
            vm.update_traced();
            Err(e)
        }
    }
}

/// What a profile function gets for a call of native code: the function, methods bound. None for other callables.
fn native_function(vm: &mut Vm, callable: &Value, arg0: Option<&Value>) -> PyResult<Option<Value>> {
    if callable.kind() != Kind::NativeFunction {
        return Ok(None);
    }
    if callable.ty().name() != "method_descriptor" {
        return Ok(Some(callable.clone()));
    }
    let Some(receiver) = arg0.filter(|a| !a.is(&rt().monitors.missing())) else { return Ok(None) };
    match callable.ty().slots().get {
        Some(get) => match get(vm, callable, Some(receiver), Some(&receiver.ty().value())) {
            Ok(bound) => Ok(Some(bound)),
            // Called with a receiver that doesn't fit: the call itself will say so.
            Err(e) => {
                drop(vm.take_exception(e));
                Ok(None)
            }
        },
        None => Ok(None),
    }
}

/// Delivers an event about the pending exception, which stays pending unless a callback raises another.
pub fn fire_pending(vm: &mut Vm, event: Event, unit: u32) {
    let exc = std::mem::replace(&mut vm.pending, Value::NULL);
    // An exception of the callback takes the place of the one it was told of.
    if let Ok(()) = fire(vm, event, unit, std::slice::from_ref(&exc)) {
        vm.pending = exc;
    }
}
