//! `types.SimpleNamespace`, and the type of capsules.

use crate::builtins::{str, tuple};
use crate::native::{Args, NativeDef, TypeDef, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::intern::{intern_value, names};
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::flag;
use crate::object::{Plain, attr, instance};
use crate::value::Value;
use crate::vm::Vm;

/// `types.SimpleNamespace`
pub static TYPE: TypeDef = TypeDef::new::<Plain>("types.SimpleNamespace")
    .doc("A simple attribute-based namespace.")
    .with_dict()
    .flags(flag::WEAKREF)
    .methods(&[
        NativeDef::new("__reduce__", reduce, "($self, /)", "Return state information for pickling"),
        NativeDef::new("__replace__", replace, "($self, /, **changes)", "Return a copy of the namespace object with new values for the specified attributes."),
    ])
    .slots(slots);
/// `types.CapsuleType`; nothing makes instances.
pub static CAPSULE: TypeDef = TypeDef::new::<Plain>("PyCapsule").flags(flag::NO_NEW).final_type();

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| Ok(instance::new_plain(cls)));
    s.init = Some(init);
    s.repr = Some(repr);
    s.compare = Some(|vm, a, b, op| {
        let both = a.ty().is_subtype(TYPE.get()) && b.ty().is_subtype(TYPE.get());
        if !both || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let same = ops::equal(vm, &dict(a), &dict(b))?;
        Ok(Value::bool(same == (op == CmpOp::Eq)))
    });
}
/// A namespace of these attributes.
pub fn new(items: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let v = instance::new_plain(TYPE.get());
    if let Some(h) = v.header() {
        for (name, x) in items {
            drop(instance::set(h, &crate::object::intern::intern(name), x));
        }
    }
    v
}
fn dict(v: &Value) -> Value {
    v.header().map_or_else(new_dict, instance::make_dict)
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    let d = dict(v);
    let d = this::<DictObj>(&d);
    match args.pos() {
        [] => {}
        [one] => {
            let f = crate::builtins::dict::TYPE.value();
            let given = vm.call1(&f, one)?;
            for (k, x) in this::<DictObj>(&given).items() {
                if !str::is_str(&k) {
                    return Err(vm.type_error("keywords must be strings"));
                }
                d.set(vm, intern_value(&k), x)?;
            }
        }
        more => return Err(vm.type_error(format!("{} expected at most 1 argument, got {}", v.ty().name(), more.len()))),
    }
    for (k, x) in args.kw() {
        d.set(vm, intern_value(k), x.clone())?;
    }
    Ok(())
}
fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let name = if std::ptr::eq(v.ty(), TYPE.get()) { "namespace".to_string() } else { v.ty().name() };
    if !vm.repr_enter(v) {
        return Ok(Value::str(&format!("{name}(...)")));
    }
    let r = pairs(vm, v);
    vm.repr_leave();
    Ok(Value::str(&format!("{name}({})", r?.join(", "))))
}
fn pairs(vm: &mut Vm, v: &Value) -> PyResult<Vec<String>> {
    let mut out = Vec::new();
    for (k, x) in this::<DictObj>(&dict(v)).items() {
        if str::is_str(&k) && !str::is_empty(&k) {
            let x = ops::repr(vm, &x)?;
            out.push(format!("{}={}", str::text(&k), str::text(&x)));
        }
    }
    Ok(out)
}
fn reduce(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(tuple::new(vec![a[0].ty().value(), tuple::new(vec![]), dict(&a[0])]))
}
fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let copy = vm.call(&a[0].ty().value(), &[])?;
    for d in [attr::get(vm, &a[0], &names().__dict__)?, a[1].clone()] {
        for (k, x) in this::<DictObj>(&d).items() {
            attr::set(vm, &copy, &k, Some(&x))?;
        }
    }
    Ok(copy)
}
