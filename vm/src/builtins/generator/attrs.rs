//! Attributes of generators (`gi_`), coroutines (`cr_`) and asynchronous generators (`ag_`).

use super::{GeneratorObj, State};
use crate::builtins::{async_gen, frame, str};
use crate::native::{GetSet, this};
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;

fn g(v: &Value) -> &crate::object::Obj<GeneratorObj> {
    this::<GeneratorObj>(v)
}
fn get_frame(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(match g(v).state.get() {
        State::Finished => Value::NONE,
        State::Running => match vm.frames.iter().position(|f| f.owner.is(v)) {
            Some(i) => frame::object_for(vm, i),
            None => Value::NONE,
        },
        _ => frame::of_generator(g(v)),
    })
}
fn set_text(vm: &mut Vm, cell: &RefCell<Value>, x: Option<&Value>, name: &str) -> PyResult<()> {
    match x {
        Some(x) if str::is_str(x) => {
            drop(cell.replace(x.clone()));
            Ok(())
        }
        _ => Err(vm.type_error(format!("{name} must be set to a string object"))),
    }
}
const fn name(doc: &'static str) -> GetSet {
    GetSet::new("__name__", |_, v| Ok(g(v).name.borrow().clone()), Some(|vm, v, x| set_text(vm, &g(v).name, x, "__name__")), doc)
}
const fn qualname(doc: &'static str) -> GetSet {
    GetSet::new("__qualname__", |_, v| Ok(g(v).qualname.borrow().clone()), Some(|vm, v, x| set_text(vm, &g(v).qualname, x, "__qualname__")), doc)
}
fn code(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(g(v).code.as_value().clone())
}
fn running(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(Value::bool(g(v).state.get() == State::Running))
}
fn suspended(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(Value::bool(g(v).state.get() == State::Suspended))
}
fn delegate(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(g(v).delegate().unwrap_or(Value::NONE))
}

pub(super) static GENERATOR: &[GetSet] = &[
    name("name of the generator"),
    qualname("qualified name of the generator"),
    GetSet::new("gi_frame", get_frame, None, ""),
    GetSet::new("gi_code", code, None, ""),
    GetSet::new("gi_running", running, None, ""),
    GetSet::new("gi_suspended", suspended, None, ""),
    GetSet::new("gi_yieldfrom", delegate, None, "object being iterated by yield from, or None"),
];
pub(super) static COROUTINE: &[GetSet] = &[
    name("name of the coroutine"),
    qualname("qualified name of the coroutine"),
    GetSet::new("cr_frame", get_frame, None, ""),
    GetSet::new("cr_code", code, None, ""),
    GetSet::new("cr_running", running, None, ""),
    GetSet::new("cr_suspended", suspended, None, ""),
    GetSet::new("cr_await", delegate, None, "object being awaited on, or None"),
    GetSet::new("cr_origin", |_, v| Ok(g(v).origin.borrow().clone()), None, ""),
];
pub(super) static ASYNC_GENERATOR: &[GetSet] = &[
    name("name of the async generator"),
    qualname("qualified name of the async generator"),
    GetSet::new("ag_frame", get_frame, None, ""),
    GetSet::new("ag_code", code, None, ""),
    GetSet::new("ag_running", |_, v| Ok(Value::bool(g(v).async_state.get() & async_gen::RUNNING != 0)), None, ""),
    GetSet::new("ag_suspended", suspended, None, ""),
    GetSet::new("ag_await", delegate, None, "object being awaited on, or None"),
];
