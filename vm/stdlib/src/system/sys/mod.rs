//! The part of `sys` that there is so far.

mod asyncgen;
mod breakpoint;
mod info;
mod monitoring;
mod state;
mod unraisable;

use super::fill;
use vm::builtins::{exception, list, module, tuple};
use vm::object::intern::intern;
use vm::object::ops;
use vm::object::ty::{TypeObj, as_type};
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

fn exit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let args = a[0].opt().map_or(vec![], |v| vec![v.clone()]);
    let code = a[0].opt().cloned().unwrap_or(Value::NONE);
    let exc = exception::make(exception::classes().system_exit, args);
    exception::set_field(&exc, "code", code);
    Err(vm.raise(exc))
}
fn set_recursion_limit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = ops::index_i64(vm, &a[0])?;
    if n < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    let depth = vm.frames.len();
    if depth >= n as usize {
        return Err(vm.recursion_error(format!("cannot set the recursion limit to {n} at the recursion depth {depth}: the limit is too low")));
    }
    vm.recursion_limit = n as usize;
    Ok(Value::NONE)
}
fn exc_info(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let e = vm.handled_exception();
    if e.is_none() {
        return Ok(tuple::new(vec![Value::NONE, Value::NONE, Value::NONE]));
    }
    let tb = exception::get(&e).map_or(Value::NONE, |x| x.traceback.borrow().clone());
    Ok(tuple::new(vec![e.ty().value(), e, tb]))
}

/// For `dataclasses`, which makes a class again with slots: the old one must not offer `__dict__` and `__weakref__` for the
/// instances of the new one.
fn clear_type_descriptors(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].downcast::<TypeObj>().is_none() {
        return Err(vm.type_error(format!("_clear_type_descriptors() argument must be type, not {}", a[0].ty().name())));
    }
    let class = as_type(&a[0]);
    if !class.is_heap_type() {
        return Err(vm.type_error("argument is immutable"));
    }
    for name in ["__dict__", "__weakref__"] {
        drop(class.del_attr(&intern(name)));
    }
    Ok(Value::NONE)
}

static SYS: &[NativeDef] = &[
    NativeDef::new(
        "_clear_type_descriptors",
        clear_type_descriptors,
        "(type, /)",
        "Private function for clearing certain descriptors from a type's dictionary.\n\nSee gh-135228 for context.",
    ),
    NativeDef::new("exit", exit, "(status=None, /)", "Exit the interpreter by raising SystemExit(status)."),
    NativeDef::new("getrecursionlimit", |vm, _| Ok(Value::usize(vm.recursion_limit)), "()", "Return the current value of the recursion limit."),
    NativeDef::new("setrecursionlimit", set_recursion_limit, "(limit, /)", "Set the maximum depth of the interpreter stack to n."),
    NativeDef::new("exc_info", exc_info, "()", "Return current exception information: (type, value, traceback)."),
    NativeDef::new("exception", |vm, _| Ok(vm.handled_exception()), "()", "Return the current exception."),
];

/// `sys.version`.
pub fn version_text() -> String {
    info::version_text()
}

/// Says which native modules there are, once all are registered.
pub fn list_modules() {
    let names = info::builtin_module_names();
    rt().sys.set_text("builtin_module_names", names);
}

/// Makes `sys` and `builtins` importable and registers the native modules.
pub fn install(vm: &mut Vm) {
    let config = rt().config.borrow().clone();
    // The module's namespace is the one that the runtime looks into.
    let sys = module::wrap(rt().sys.clone());
    fill(&sys, "sys", SYS);
    fill(&sys, "sys", state::FUNCTIONS);
    fill(&sys, "sys", unraisable::FUNCTIONS);
    fill(&sys, "sys", asyncgen::FUNCTIONS);
    fill(&sys, "sys", breakpoint::FUNCTIONS);
    if let Some(d) = module::dict_of(&sys) {
        d.set_text("__name__", Value::str("sys"));
        d.set_text("__doc__", Value::str("This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter."));
        for name in ["__package__", "__loader__", "__spec__"] {
            d.set_text(name, Value::NONE);
        }
        // The script's own folder comes in front once `site` has run.
        let mut path: Vec<Value> = config.python_path.iter().map(|p| Value::str(p)).collect();
        path.push(Value::str(super::library::ENTRY));
        d.set_text("path", list::new(path));
        d.set_text("_stdlib_dir", Value::str(super::library::ENTRY));
        d.set_text("modules", rt().modules.as_value().clone());
        for (name, v) in info::all(&config) {
            d.set_text(name, v);
        }
        let monitoring = monitoring::make();
        d.set_text("monitoring", monitoring.clone());
        rt().modules.set_text("sys.monitoring", monitoring);
        d.set_text("UnraisableHookArgs", unraisable::ARGS.value());
        for name in ["breakpointhook", "displayhook", "excepthook", "unraisablehook"] {
            if let Some(f) = d.get_text(name) {
                d.set_text(&format!("__{name}__"), f);
            }
        }
    }
    rt().modules.set_text("sys", sys);
    let builtins = module::wrap(rt().builtins.clone());
    rt().modules.set_text("builtins", builtins);
    let _ = vm;
}
