//! `type Name[T] = value`: type aliases, whose value is computed when it is first asked for.

use super::{caller_module, generic, params, union};
use crate::builtins::{generic_alias, iterators, str, tuple};
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Payload};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;
use std::sync::LazyLock;

/// Payload.
pub struct AliasTypeObj {
    name: Value,
    /// Tuple of type parameters, or NULL.
    type_params: Value,
    /// Computes the value; NULL when it was given.
    compute: Value,
    value: RefCell<Value>,
    module: Value,
}
/// `typing.TypeAliasType`
pub static TYPE: TypeDef =
    TypeDef::new::<AliasTypeObj>("typing.TypeAliasType").doc("Type alias.").final_type().flags(flag::WEAKREF).methods(METHODS).getset(GETSET).slots(slots);
impl Payload for AliasTypeObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.type_params);
        visit(&self.compute);
        visit(&self.value.borrow());
    }
    fn clear(&self) {
        drop(self.value.replace(Value::NULL));
    }
}
/// The alias behind a value.
pub fn get(v: &Value) -> Option<&object::Obj<AliasTypeObj>> {
    v.downcast::<AliasTypeObj>()
}
/// What `type Name[params] = ...` makes; `type_params` is a tuple or None.
pub fn lazy(vm: &Vm, name: &Value, type_params: &Value, compute: Value) -> Value {
    let type_params = if type_params.is_none() { Value::NULL } else { type_params.clone() };
    object::new(AliasTypeObj { name: name.clone(), type_params, compute, value: RefCell::new(Value::NULL), module: caller_module(vm) })
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.repr = Some(|_, v| Ok(this::<AliasTypeObj>(v).name.clone()));
    s.getitem = Some(|vm, v, key| {
        if this::<AliasTypeObj>(v).type_params.is_null() {
            return Err(vm.type_error("Only generic type aliases are subscriptable"));
        }
        Ok(generic_alias::new(vm, v, key))
    });
    s.iter = Some(|vm, v| {
        let u = params::unpack(vm, v)?;
        Ok(iterators::tuple_iter(tuple::new(vec![u])))
    });
    s.binary[BinOp::Or as usize] = Some(|vm, a, b| union::build(vm, &[a.clone(), b.clone()], true));
}
/// Parameters with a default may not stand before ones without.
fn check_params(vm: &mut Vm, params: &Value) -> PyResult<()> {
    let mut seen_default = false;
    for p in tuple::items(params) {
        let name = match p.downcast::<params::ParamObj>() {
            Some(_) => p,
            None => {
                let shown = ops::repr(vm, p)?;
                return Err(vm.type_error(format!("Expected a type param, got {}", str::text(&shown))));
            }
        };
        let has = vm.call_method(name, "has_default", &[])?;
        if has.as_bool() == Some(true) {
            seen_default = true;
        } else if seen_default {
            let shown = ops::repr(vm, p)?;
            return Err(vm.type_error(format!("non-default type parameter '{}' follows default type parameter", str::text(&shown))));
        }
    }
    Ok(())
}
fn new(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(name, value, *, type_params=())"));
    let mut a = Vec::new();
    SIG.bind(vm, "typealias", args, &mut a)?;
    if !str::is_str(&a[0]) {
        return Err(vm.type_error(format!("typealias() argument 'name' must be str, not {}", a[0].ty().name())));
    }
    let mut type_params = Value::NULL;
    if let Some(p) = a[2].opt() {
        if p.downcast::<tuple::TupleObj>().is_none() {
            return Err(vm.type_error("type_params must be a tuple"));
        }
        check_params(vm, p)?;
        if !tuple::items(p).is_empty() {
            type_params = p.clone();
        }
    }
    let module = caller_module(vm);
    Ok(object::new(AliasTypeObj { name: a[0].clone(), type_params, compute: Value::NULL, value: RefCell::new(a[1].clone()), module }))
}

fn value(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let a = this::<AliasTypeObj>(v);
    if let Some(x) = a.value.borrow().opt() {
        return Ok(x.clone());
    }
    let x = vm.call1(&a.compute, &Value::int(1))?;
    drop(a.value.replace(x.clone()));
    Ok(x)
}
fn type_params(v: &Value) -> Value {
    this::<AliasTypeObj>(v).type_params.opt().cloned().unwrap_or_else(|| tuple::new(vec![]))
}
/// `__parameters__`: TypeVarTuples are unpacked.
fn parameters(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    generic::unpack_type_var_tuples(vm, &type_params(v))
}
static METHODS: &[NativeDef] = &[NativeDef::new("__reduce__", |_, a| Ok(this::<AliasTypeObj>(&a[0]).name.clone()), "($self, /)", "")];
static GETSET: &[GetSet] = &[
    GetSet::new("__name__", |_, v| Ok(this::<AliasTypeObj>(v).name.clone()), None, ""),
    GetSet::new("__value__", value, None, ""),
    GetSet::new(
        "evaluate_value",
        |_, v| {
            let a = this::<AliasTypeObj>(v);
            Ok(match a.compute.opt() {
                Some(f) => f.clone(),
                None => generic::const_evaluator(a.value.borrow().clone()),
            })
        },
        None,
        "",
    ),
    GetSet::new("__type_params__", |_, v| Ok(type_params(v)), None, ""),
    GetSet::new("__parameters__", parameters, None, ""),
    GetSet::new("__module__", |_, v| Ok(this::<AliasTypeObj>(v).module.clone()), None, ""),
];
