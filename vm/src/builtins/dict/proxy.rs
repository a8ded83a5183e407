//! mappingproxy: a read-only view of a mapping.

use crate::builtins::str;
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp};
use crate::object::{self, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;

/// `mappingproxy`
struct Proxy(Value);
/// `mappingproxy`
pub static PROXY: TypeDef = TypeDef::new::<Proxy>("mappingproxy")
    .doc("Read-only proxy of a mapping.")
    .generic()
    .flags(ty::flag::MAPPING)
    .final_type()
    .slots(|s| {
        s.new = Some(|vm, _, args| {
            let v = match args.all {
                [v] if !args.has_kw() || args.get_kw("mapping").is_some() => v,
                more => return Err(vm.type_error(format!("mappingproxy() takes exactly 1 argument ({} given)", more.len()))),
            };
            let list_like = v.downcast::<crate::builtins::list::ListObj>().is_some() || v.downcast::<crate::builtins::tuple::TupleObj>().is_some();
            if v.ty().slots().getitem.is_none() || list_like {
                return Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {}", v.ty().name())));
            }
            Ok(new_proxy(v.clone()))
        });
        s.len = Some(|vm, v| ops::len(vm, inner(v)));
        s.iter = Some(|vm, v| ops::iter(vm, inner(v)));
        s.contains = Some(|vm, v, x| ops::contains(vm, inner(v), x));
        s.getitem = Some(|vm, v, k| ops::getitem(vm, inner(v), k));
        s.hash = Some(|vm, v| ops::hash(vm, inner(v)));
        s.str = Some(|vm, v| ops::to_str(vm, inner(v)));
        s.compare = Some(|vm, a, b, op| ops::compare(vm, unwrapped(a), unwrapped(b), op));
        s.binary[BinOp::Or as usize] = Some(|vm, a, b| ops::binary(vm, BinOp::Or, unwrapped(a), unwrapped(b)));
        s.inplace[BinOp::Or as usize] = Some(|vm, a, _| Err(vm.type_error(format!("'|=' is not supported by {}; use '|' instead", a.ty().name()))));
        s.repr = Some(|vm, v| {
            let r = ops::repr(vm, inner(v))?;
            Ok(Value::str(&format!("mappingproxy({})", str::text(&r))))
        });
    })
    .methods(&[
        NativeDef::new("keys", |vm, a| pass(vm, a, "keys"), "($self, /)", "a set-like object providing a view on D's keys"),
        NativeDef::new("values", |vm, a| pass(vm, a, "values"), "($self, /)", "an object providing a view on D's values"),
        NativeDef::new("items", |vm, a| pass(vm, a, "items"), "($self, /)", "a set-like object providing a view on D's items"),
        NativeDef::new(
            "get",
            |vm, a| vm.call_method(inner(&a[0]), "get", &[a[1].clone(), a[2].opt().cloned().unwrap_or(Value::NONE)]),
            "($self, key, default=None, /)",
            "Return the value for key if key is in the mapping, else default.",
        ),
        NativeDef::new("copy", |vm, a| pass(vm, a, "copy"), "($self, /)", "a shallow copy of D"),
        NativeDef::new("__reversed__", |vm, a| pass(vm, a, "__reversed__"), "($self, /)", "reverse iterator"),
    ]);
fn inner(v: &Value) -> &Value {
    &this::<Proxy>(v).0
}
fn unwrapped(v: &Value) -> &Value {
    v.downcast::<Proxy>().map_or(v, |p| &p.0)
}
fn pass(vm: &mut Vm, a: &[Value], name: &str) -> PyResult<Value> {
    vm.call_method(inner(&a[0]), name, &[])
}
impl Payload for Proxy {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &PROXY
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.0);
    }
}
/// A read-only view of a mapping.
pub fn new_proxy(mapping: Value) -> Value {
    object::new(Proxy(mapping))
}
