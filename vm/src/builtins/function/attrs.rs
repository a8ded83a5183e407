//! The constructor of functions, and their attributes.

use super::{CellObj, FunctionObj};
use crate::builtins::code::CodeObj;
use crate::builtins::{str, tuple};
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::ty::TypeObj;
use crate::object::{Ref, instance};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::code::flags;
use std::cell::RefCell;
use std::sync::LazyLock;

fn is_tuple(v: &Value) -> bool {
    v.downcast::<tuple::TupleObj>().is_some()
}

/// `FunctionType(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)`
pub(super) fn new(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)"));
    let mut a = Vec::new();
    SIG.bind(vm, "function", args, &mut a)?;
    let shown = |v: &Value| v.ty().name();
    let code = match Ref::<CodeObj>::from_value(a[0].clone()) {
        Ok(c) => c,
        Err(v) => return Err(vm.type_error(format!("function() argument 'code' must be code, not {}", shown(&v)))),
    };
    let globals = match Ref::<DictObj>::from_value(a[1].clone()) {
        Ok(g) => g,
        Err(v) => return Err(vm.type_error(format!("function() argument 'globals' must be dict, not {}", shown(&v)))),
    };
    if a[2].some().is_some_and(|n| !str::is_str(n)) {
        return Err(vm.type_error("arg 3 (name) must be None or string"));
    }
    if a[3].some().is_some_and(|d| !is_tuple(d)) {
        return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
    }
    let free = code.co.freevars.len();
    let closure = a[4].some().cloned().unwrap_or(Value::NULL);
    if !closure.is_null() && !is_tuple(&closure) || closure.is_null() && free > 0 {
        return Err(vm.type_error(if free > 0 { "arg 5 (closure) must be tuple" } else { "arg 5 (closure) must be None or tuple" }));
    }
    let cells = tuple::items(&closure);
    if cells.len() != free {
        let name = str::text(&code.name).into_owned();
        return Err(vm.value_error(format!("{name} requires closure of length {free}, not {}", cells.len())));
    }
    if let Some(c) = cells.iter().find(|c| c.downcast::<CellObj>().is_none()) {
        return Err(vm.type_error(format!("arg 5 (closure) expected cell, found {}", shown(c))));
    }
    if let Some(k) = a[5].some().filter(|k| k.downcast::<DictObj>().is_none()) {
        return Err(vm.type_error(format!("arg 6 (kwdefaults) must be None or dict, not {}", shown(k))));
    }
    let builtins = crate::interp::builtins_of(vm, &globals)?;
    let closure = if free == 0 { Value::NULL } else { closure };
    let f = super::new(code, globals, builtins, closure);
    let fields = this::<FunctionObj>(&f);
    if let Some(n) = a[2].some() {
        drop(fields.name.replace(n.clone()));
    }
    for (cell, v) in [(&fields.defaults, &a[3]), (&fields.kwdefaults, &a[5])] {
        if let Some(v) = v.some() {
            drop(cell.replace(v.clone()));
        }
    }
    fields.touch();
    Ok(f)
}

fn get(cell: &RefCell<Value>) -> PyResult<Value> {
    Ok(cell.borrow().opt().cloned().unwrap_or(Value::NONE))
}
/// Stores a value that must be a `what`; deleting or None (where `optional`) leaves nothing.
fn set(vm: &mut Vm, cell: &RefCell<Value>, x: Option<&Value>, name: &str, what: &str, fits: fn(&Value) -> bool, optional: bool) -> PyResult<()> {
    let v = match x {
        None if optional => Value::NULL,
        Some(v) if optional && v.is_none() => Value::NULL,
        Some(v) if fits(v) => v.clone(),
        _ => return Err(vm.type_error(format!("{name} must be set to a {what}"))),
    };
    drop(cell.replace(v));
    Ok(())
}
fn is_dict(v: &Value) -> bool {
    v.downcast::<DictObj>().is_some()
}

/// `__doc__`, from the code where nobody has set or asked for it yet.
fn doc(f: &FunctionObj) -> Value {
    if f.doc.borrow().is_null() {
        let doc = f.code.borrow().docstring();
        drop(f.doc.replace(doc));
    }
    f.doc.borrow().clone()
}
fn set_code(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(Ok(code)) = x.map(|x| Ref::<CodeObj>::from_value(x.clone())) else {
        return Err(vm.type_error("__code__ must be set to a code object"));
    };
    let f = this::<FunctionObj>(v);
    let have = tuple::items(&f.closure.borrow()).len();
    let want = code.co.freevars.len();
    if have != want {
        let name = str::text(&f.name.borrow()).into_owned();
        return Err(vm.value_error(format!("{name}() requires a code object with {have} free vars, not {want}")));
    }
    let kind = |c: &CodeObj| c.flags() & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR);
    if kind(&f.code.borrow()) != kind(&code) {
        vm.warn_deprecated("Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)")?;
    }
    drop(doc(f));
    let old = f.code.replace(code);
    // Running frames of any thread point to the old code and count on the function to keep it. It is kept for good.
    std::mem::forget(old);
    f.touch();
    Ok(())
}
fn annotations(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let f = this::<FunctionObj>(v);
    let known = f.annotations.borrow().clone();
    if known.downcast::<DictObj>().is_some() {
        return Ok(known);
    }
    let made = if is_tuple(&known) {
        // Names and values in turn: what the compiler emits under `from __future__ import annotations`.
        let d = new_dict();
        for pair in tuple::items(&known).chunks_exact(2) {
            this::<DictObj>(&d).set(vm, pair[0].clone(), pair[1].clone())?;
        }
        d
    } else {
        let make = f.annotate.borrow().some().cloned();
        match make {
            Some(g) => {
                let a = vm.call1(&g, &Value::int(1))?;
                if !is_dict(&a) {
                    return Err(vm.type_error(format!("__annotate__ returned non-dict of type '{}'", a.ty().name())));
                }
                a
            }
            None => new_dict(),
        }
    };
    drop(f.annotations.replace(made.clone()));
    Ok(made)
}
fn set_annotations(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let f = this::<FunctionObj>(v);
    set(vm, &f.annotations, x, "__annotations__", "dict object", is_dict, true)?;
    drop(f.annotate.replace(Value::NULL));
    Ok(())
}
fn set_annotate(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let f = this::<FunctionObj>(v);
    match x {
        None => Err(vm.type_error("__annotate__ cannot be deleted")),
        Some(x) if x.is_none() => {
            drop(f.annotate.replace(Value::NULL));
            Ok(())
        }
        Some(x) if x.ty().slots().call.is_some() => {
            drop(f.annotate.replace(x.clone()));
            drop(f.annotations.replace(Value::NULL));
            Ok(())
        }
        Some(_) => Err(vm.type_error("__annotate__ must be callable or None")),
    }
}
fn set_type_params(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    set(vm, &this::<FunctionObj>(v).type_params, x, "__type_params__", "tuple", is_tuple, false)
}
fn set_any(cell: &RefCell<Value>, x: Option<&Value>) -> PyResult<()> {
    drop(cell.replace(x.cloned().unwrap_or(Value::NONE)));
    Ok(())
}
fn set_dict(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    match (x, v.header()) {
        (None, _) => Err(vm.type_error("cannot delete __dict__")),
        (Some(d), Some(h)) if is_dict(d) => {
            instance::replace_dict(h, d.clone());
            Ok(())
        }
        (Some(d), _) => Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{}'", d.ty().name()))),
    }
}

fn f(v: &Value) -> &FunctionObj {
    this::<FunctionObj>(v)
}
pub(super) static GETSET: &[GetSet] = &[
    GetSet::new("__name__", |_, v| get(&f(v).name), Some(|vm, v, x| set(vm, &f(v).name, x, "__name__", "string object", str::is_str, false)), ""),
    GetSet::new(
        "__qualname__",
        |_, v| get(&f(v).qualname),
        Some(|vm, v, x| set(vm, &f(v).qualname, x, "__qualname__", "string object", str::is_str, false)),
        "",
    ),
    GetSet::new("__module__", |_, v| get(&f(v).module), Some(|_, v, x| set_any(&f(v).module, x)), ""),
    GetSet::new("__doc__", |_, v| Ok(doc(f(v))), Some(|_, v, x| set_any(&f(v).doc, x)), ""),
    GetSet::new(
        "__defaults__",
        |_, v| get(&f(v).defaults),
        Some(|vm, v, x| {
            set(vm, &f(v).defaults, x, "__defaults__", "tuple object", is_tuple, true)?;
            f(v).touch();
            Ok(())
        }),
        "",
    ),
    GetSet::new(
        "__kwdefaults__",
        |_, v| get(&f(v).kwdefaults),
        Some(|vm, v, x| {
            set(vm, &f(v).kwdefaults, x, "__kwdefaults__", "dict object", is_dict, true)?;
            f(v).touch();
            Ok(())
        }),
        "",
    ),
    GetSet::new("__code__", |_, v| Ok(f(v).code.borrow().as_value().clone()), Some(set_code), ""),
    GetSet::new("__globals__", |_, v| Ok(f(v).globals.as_value().clone()), None, ""),
    GetSet::new("__builtins__", |_, v| Ok(f(v).builtins.as_value().clone()), None, ""),
    GetSet::new("__closure__", |_, v| get(&f(v).closure), None, ""),
    GetSet::new("__annotations__", annotations, Some(set_annotations), "Dict of annotations in a function object."),
    GetSet::new("__annotate__", |_, v| get(&f(v).annotate), Some(set_annotate), "Get the code object for a function."),
    GetSet::new(
        "__type_params__",
        |_, v| Ok(f(v).type_params.borrow().opt().cloned().unwrap_or_else(|| tuple::new(vec![]))),
        Some(set_type_params),
        "Get the declared type parameters for a function.",
    ),
    GetSet::new("__dict__", |_, v| Ok(v.header().map_or_else(new_dict, instance::make_dict)), Some(set_dict), ""),
];
