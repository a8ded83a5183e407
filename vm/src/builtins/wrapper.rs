//! classmethod and staticmethod: descriptors around a callable, which show its name, documentation and annotations as their own.

use crate::native::{Args, GetSet, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::{intern, names};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{self, Payload, attr, instance, ops};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;

/// Payload of classmethod and staticmethod.
pub struct WrapperObj {
    /// What is wrapped.
    pub callable: RefCell<Value>,
}

/// `staticmethod`
pub static STATIC: TypeDef = TypeDef::new::<WrapperObj>("staticmethod")
    .doc(
        "Convert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a \
         static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             \
         ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the \
         instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in \
         Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
    )
    .with_dict()
    .slots(|s| {
        common(s);
        s.get = Some(|_, v, _, _| Ok(callable(v)));
        s.call = Some(|vm, v, args| vm.call_args(&callable(v), args));
        s.repr = Some(|vm, v| repr(vm, v, "staticmethod"));
    })
    .getset(WRAPPED);

/// `classmethod`
pub static CLASS: TypeDef = TypeDef::new::<WrapperObj>("classmethod")
    .doc(
        "Convert a function to be a class method.\n\nA class method receives the class as implicit first argument,\njust like an \
         instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n      @classmethod\n      \
         def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. \
         C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived \
         class\nobject is passed as the implied first argument.\n\nClass methods are different than C++ or Java static \
         methods.\nIf you want those, see the staticmethod builtin.",
    )
    .with_dict()
    .slots(|s| {
        common(s);
        s.get = Some(|_, v, obj, owner| {
            let cls = owner.cloned().unwrap_or_else(|| obj.map_or(Value::NONE, |o| o.ty().value()));
            Ok(super::method::new(callable(v), cls))
        });
        s.repr = Some(|vm, v| repr(vm, v, "classmethod"));
    })
    .getset(WRAPPED);

impl Payload for WrapperObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &STATIC
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.callable.borrow());
    }
}

/// A staticmethod object, as class creation makes it of `__new__`: without looking at the function.
pub fn new_static(callable: Value) -> Value {
    object::new_of(STATIC.get(), WrapperObj { callable: RefCell::new(callable) })
}
/// A classmethod object, likewise.
pub fn new_class(callable: Value) -> Value {
    object::new_of(CLASS.get(), WrapperObj { callable: RefCell::new(callable) })
}

fn callable(v: &Value) -> Value {
    this::<WrapperObj>(v).callable.borrow().clone()
}
fn common(s: &mut TypeSlots) {
    s.new = Some(|_, cls: &'static TypeObj, _| Ok(object::new_of(cls, WrapperObj { callable: RefCell::new(Value::NONE) })));
    s.init = Some(init);
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    let who = if v.ty().is_subtype(CLASS.get()) { "classmethod" } else { "staticmethod" };
    if args.has_kw() && v.ty().def.is_some() {
        return Err(vm.type_error(format!("{who}() takes no keyword arguments")));
    }
    let [f] = args.all else {
        return Err(vm.type_error(format!("{who} expected 1 argument, got {}", args.all.len())));
    };
    drop(this::<WrapperObj>(v).callable.replace(f.clone()));
    // As `functools.wraps` does; annotations stay with the function, so that asking it for them can wait.
    let n = names();
    for name in [&n.__module__, &n.__name__, &n.__qualname__, &n.__doc__] {
        if let Some(x) = attr::get_opt(vm, f, name)?
            && let Some(h) = v.header()
        {
            drop(instance::set(h, name, x));
        }
    }
    Ok(())
}
fn repr(vm: &mut Vm, v: &Value, what: &str) -> PyResult<Value> {
    let inner = ops::repr(vm, &callable(v))?;
    Ok(Value::str(&format!("<{what}({})>", super::str::text(&inner))))
}

/// An attribute of the function that is looked up once, and then is the wrapper's own.
fn borrowed(vm: &mut Vm, v: &Value, name: &str) -> PyResult<Value> {
    let name = intern(name);
    if let Some(x) = v.header().and_then(|h| instance::get(h, &name)) {
        return Ok(x);
    }
    let x = attr::get(vm, &callable(v), &name)?;
    if let Some(h) = v.header() {
        drop(instance::set(h, &name, x.clone()));
    }
    Ok(x)
}
fn set_borrowed(vm: &mut Vm, v: &Value, name: &str, x: Option<&Value>) -> PyResult<()> {
    let name = intern(name);
    let Some(h) = v.header() else { return Ok(()) };
    match x {
        Some(x) => drop(instance::set(h, &name, x.clone())),
        None => match instance::delete(h, &name) {
            Some(old) => drop(old),
            None => return Err(attr::missing(vm, v, &name)),
        },
    }
    Ok(())
}

static WRAPPED: &[GetSet] = &[
    GetSet::new("__func__", |_, v| Ok(callable(v)), None, "").member(),
    GetSet::new("__wrapped__", |_, v| Ok(callable(v)), None, "").member(),
    GetSet::new(
        "__isabstractmethod__",
        |vm, v| match attr::get_opt(vm, &callable(v), &names().__isabstractmethod__)? {
            Some(b) => ops::truth(vm, &b).map(Value::bool),
            None => Ok(Value::FALSE),
        },
        None,
        "",
    ),
    GetSet::new("__annotations__", |vm, v| borrowed(vm, v, "__annotations__"), Some(|vm, v, x| set_borrowed(vm, v, "__annotations__", x)), ""),
    GetSet::new("__annotate__", |vm, v| borrowed(vm, v, "__annotate__"), Some(|vm, v, x| set_borrowed(vm, v, "__annotate__", x)), ""),
];
