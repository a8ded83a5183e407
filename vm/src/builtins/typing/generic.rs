//! `typing.Generic`, the base of generic classes, and evaluators of values that are known already.

use super::{call_typing, params, subst};
use crate::builtins::{str, tuple};
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops;
use crate::object::{self, Payload, Plain};
use crate::value::Value;
use crate::vm::Vm;

/// `typing.Generic`
pub static GENERIC: TypeDef = TypeDef::new::<Plain>("typing.Generic").doc(DOC).methods(METHODS);
const DOC: &str = "Abstract base class for generic types\n\nOn Python 3.12 and newer, generic classes implicitly inherit from\nGeneric when they declare a parameter list after the class's name::\n\n    class Mapping[KT, VT]:\n        def __getitem__(self, key: KT) -> VT:\n            ...\n            # Etc.\n\nOn older versions of Python, however, generic classes have to\nexplicitly inherit from Generic.\n\nAfter a class has been declared to be generic, it can then be used as\nfollows::\n\n    def lookup_name[KT, VT](mapping: Mapping[KT, VT], key: KT, default: VT) -> VT:\n        try:\n            return mapping[key]\n        except KeyError:\n            return default";

static METHODS: &[NativeDef] = &[
    NativeDef::new("__class_getitem__", with_kwargs_class_getitem, "($type, /, *args, **kwargs)", "").class_method(),
    NativeDef::new("__init_subclass__", init_subclass, "($type, /, *args, **kwargs)", "").class_method(),
];
/// `typing.f(cls, *args, **kwargs)`
fn forward(vm: &mut Vm, name: &str, a: &[Value]) -> PyResult<Value> {
    let f = vm.import_attr("typing", name)?;
    let mut all = vec![a[0].clone()];
    all.extend_from_slice(tuple::items(&a[1]));
    let kw = this::<crate::object::dict::DictObj>(&a[2]).items();
    all.extend(kw.iter().map(|(_, v)| v.clone()));
    let names: Vec<Value> = kw.iter().map(|(k, _)| k.clone()).collect();
    vm.call_args(&f, &crate::native::Args { all: &all, names: &names })
}
fn with_kwargs_class_getitem(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    forward(vm, "_generic_class_getitem", a)
}
fn init_subclass(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    forward(vm, "_generic_init_subclass", a)
}

/// Type parameters with every TypeVarTuple as `Unpack[Ts]`.
pub fn unpack_type_var_tuples(vm: &mut Vm, type_params: &Value) -> PyResult<Value> {
    let mut out = Vec::new();
    for p in tuple::items(type_params) {
        out.push(if params::is_type_var_tuple(p) { params::unpack(vm, p)? } else { p.clone() });
    }
    Ok(tuple::new(out))
}
/// `Generic[type_params]`, the base that `class C[T]` gets.
pub fn subscript(vm: &mut Vm, type_params: &Value) -> PyResult<Value> {
    let args = unpack_type_var_tuples(vm, type_params)?;
    call_typing(vm, "_GenericAlias", &[GENERIC.value(), args])
}

/// Payload of evaluators that return a known value.
pub struct ConstEvaluator {
    value: Value,
}
/// `_typing._ConstEvaluator`
pub static CONST_EVALUATOR: TypeDef = TypeDef::new::<ConstEvaluator>("_typing._ConstEvaluator")
    .doc("Internal type for implementing evaluation functions.")
    .final_type()
    .flags(object::ty::flag::NO_NEW)
    .slots(|s| {
        s.repr = Some(|vm, v| {
            let inner = ops::repr(vm, &this::<ConstEvaluator>(v).value)?;
            Ok(Value::str(&format!("<constevaluator {}>", str::text(&inner))))
        });
        s.call = Some(|vm, v, args| {
            let value = this::<ConstEvaluator>(v).value.clone();
            if args.has_kw() {
                return Err(vm.type_error("constevaluator.__call__() takes no keyword arguments"));
            }
            let [format] = args.all else {
                return Err(vm.type_error(format!("constevaluator.__call__() takes exactly 1 argument ({} given)", args.all.len())));
            };
            const STRING: i64 = 4;
            if ops::index_i64(vm, format)? != STRING {
                return Ok(value);
            }
            let mut out = String::new();
            if value.downcast::<tuple::TupleObj>().is_some() {
                out.push('(');
                for (i, x) in tuple::items(&value).iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    subst::type_repr(vm, x, &mut out)?;
                }
                out.push(')');
            } else {
                subst::type_repr(vm, &value, &mut out)?;
            }
            Ok(Value::str(&out))
        });
    });
impl Payload for ConstEvaluator {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &CONST_EVALUATOR
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.value);
    }
}
/// A function that returns `value` for every format.
pub fn const_evaluator(value: Value) -> Value {
    object::new(ConstEvaluator { value })
}
