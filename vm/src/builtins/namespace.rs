//! `types.SimpleNamespace`: an object that is nothing but its attributes. `sys.implementation` is one.

use crate::builtins::{str, tuple};
use crate::native::{Args, NativeDef, TypeDef};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, instance, ops};
use crate::value::Value;
use crate::vm::Vm;

/// Payload: nothing, all is in the attributes.
pub struct NamespaceObj;
/// `types.SimpleNamespace`
pub static TYPE: TypeDef =
    TypeDef::new::<NamespaceObj>("types.SimpleNamespace").doc("A simple attribute-based namespace.").methods(METHODS).slots(slots).with_dict();
impl Payload for NamespaceObj {
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| Ok(object::new_of(cls, NamespaceObj)));
    s.init = Some(init);
    s.repr = Some(repr);
    s.compare = Some(|vm, a, b, op| match (a.downcast::<NamespaceObj>(), b.downcast::<NamespaceObj>()) {
        (Some(_), Some(_)) => ops::compare(vm, &dict(a), &dict(b), op),
        _ => Ok(Value::NOT_IMPLEMENTED),
    });
}

fn dict(v: &Value) -> Value {
    v.header().map_or_else(new_dict, instance::make_dict)
}

/// A namespace with these attributes.
pub fn new(items: &[(&str, Value)]) -> Value {
    let v = object::new(NamespaceObj);
    if let Some(h) = v.header() {
        for (name, x) in items {
            drop(instance::set(h, &object::intern::intern(name), x.clone()));
        }
    }
    v
}

/// Copies the entries of a mapping, whose keys must be strings, into the namespace.
fn update(vm: &mut Vm, v: &Value, from: &DictObj) -> PyResult<()> {
    let d = dict(v);
    for (k, x) in from.items() {
        if !str::is_str(&k) {
            return Err(vm.type_error("keywords must be strings"));
        }
        ops::setitem(vm, &d, &k, &x)?;
    }
    Ok(())
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    match args.pos() {
        [] => {}
        [mapping] => {
            let copy = vm.call1(&crate::builtins::dict::TYPE.value(), mapping)?;
            if let Some(d) = copy.downcast::<DictObj>() {
                update(vm, v, d)?;
            }
        }
        more => return Err(vm.type_error(format!("{} expected at most 1 positional argument, got {}", v.ty().name(), more.len()))),
    }
    let d = dict(v);
    for (k, x) in args.kw() {
        ops::setitem(vm, &d, k, x)?;
    }
    Ok(())
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let name = if v.ty().is(TYPE.get()) { "namespace".to_string() } else { v.ty().name() };
    if !vm.repr_enter(v) {
        return Ok(Value::str(&format!("{name}(...)")));
    }
    let d = dict(v);
    let mut parts = Vec::new();
    let mut failed = None;
    for (k, x) in d.downcast::<DictObj>().map(|d| d.items()).unwrap_or_default() {
        match ops::repr(vm, &x) {
            Ok(r) => parts.push(format!("{}={}", str::text(&k), str::text(&r))),
            Err(e) => {
                failed = Some(e);
                break;
            }
        }
    }
    vm.repr_leave();
    match failed {
        Some(e) => Err(e),
        None => Ok(Value::str(&format!("{name}({})", parts.join(", ")))),
    }
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reduce__",
        |_, a| Ok(tuple::new(vec![a[0].ty().value(), tuple::new(vec![]), dict(&a[0])])),
        "($self, /)",
        "Return state information for pickling",
    ),
    NativeDef::new(
        "__replace__",
        |vm, a| {
            let ty = a[0].ty();
            let v = vm.call(&ty.value(), &[])?;
            for part in [&dict(&a[0]), &a[1]] {
                if let Some(d) = part.downcast::<DictObj>() {
                    update(vm, &v, d)?;
                }
            }
            Ok(v)
        },
        "($self, /, **changes)",
        "Return a copy of the namespace object with new values for the specified attributes.",
    ),
];
