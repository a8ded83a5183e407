//! Module objects.

use crate::builtins::{list, str};
use crate::heap::header::Kind;
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::{PyResult, Raised};
use crate::object::intern::{intern_value, names};
use crate::object::{self, Payload, Ref, attr, ops, ty};
use crate::value::Value;
use crate::vm::{Vm, rt};
use std::sync::LazyLock;

/// Payload of modules.
#[repr(C)]
pub struct ModuleObj {
    /// Namespace.
    pub dict: Ref<DictObj>,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ModuleObj>("module")
    .doc("Create a module object.\n\nThe name must be a string; the optional docstring can have any type.")
    .flags(ty::flag::WEAKREF)
    .methods(METHODS)
    .getset(GETSET)
    .slots(|s| {
        s.new = Some(|_, cls, _| Ok(object::new_of(cls, ModuleObj { dict: empty() })));
        s.init = Some(init);
        s.getattr = Some(getattr);
        s.setattr = Some(setattr);
        s.repr = Some(repr);
    });

fn empty() -> Ref<DictObj> {
    Ref::<DictObj>::from_value(new_dict()).unwrap_or_else(|_| unreachable!("a dict"))
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(name, doc=None)"));
    let mut bound = Vec::new();
    SIGNATURE.bind(vm, "module", args, &mut bound)?;
    if !str::is_str(&bound[0]) {
        return Err(vm.type_error(format!("module() argument 'name' must be str, not {}", bound[0].ty().name())));
    }
    let doc = bound[1].opt().cloned().unwrap_or(Value::NONE);
    fill(&this::<ModuleObj>(v).dict, bound[0].clone(), doc);
    Ok(())
}
fn fill(dict: &DictObj, name: Value, doc: Value) {
    dict.set_text("__name__", name);
    dict.set_text("__doc__", doc);
    for n in ["__package__", "__loader__", "__spec__"] {
        dict.set_text(n, Value::NONE);
    }
}

/// As importlib says; before it runs, what can be said without it.
fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if let Some(core) = rt().modules.get_text("_frozen_importlib").filter(|m| !m.is_none()) {
        return vm.call_method(&core, "_module_repr", std::slice::from_ref(v));
    }
    let d = &this::<ModuleObj>(v).dict;
    let text = |n: &str| d.get_text(n).map(|x| str::text(&x).into_owned());
    let name = text("__name__").unwrap_or_else(|| "?".into());
    Ok(Value::str(&match text("__file__") {
        Some(f) => format!("<module '{name}' from '{f}'>"),
        None => format!("<module '{name}' (built-in)>"),
    }))
}

fn dir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = attr::get(vm, &a[0], &names().__dict__)?;
    let Some(dict) = d.downcast::<DictObj>() else { return Err(vm.type_error("<module>.__dict__ is not a dictionary")) };
    match dict.get_str(&names().__dir__) {
        Some(f) => vm.call(&f, &[]),
        None => Ok(list::new(dict.keys())),
    }
}
static METHODS: &[NativeDef] = &[NativeDef::new("__dir__", dir, "($self, /)", "__dir__() -> list\nspecialized dir() implementation")];

fn annotations(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let d = &this::<ModuleObj>(v).dict;
    let n = names();
    if let Some(a) = d.get_str(&n.__annotations__) {
        return Ok(a);
    }
    let made = match d.get_str(&n.__annotate__).filter(|f| !f.is_none()) {
        Some(f) => vm.call(&f, &[Value::int(1)])?,
        None => new_dict(),
    };
    drop(d.set_str(&n.__annotations__, made.clone()));
    Ok(made)
}
fn set_annotations(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let n = names();
    let d = &this::<ModuleObj>(v).dict;
    match x {
        Some(x) => drop(d.set_str(&n.__annotations__, x.clone())),
        None if d.remove_str(&n.__annotations__).is_none() => return Err(vm.attribute_error("__annotations__", v, &n.__annotations__)),
        None => {}
    }
    drop(d.remove_str(&n.__annotate__));
    Ok(())
}
static GETSET: &[GetSet] = &[
    GetSet::new("__dict__", |_, v| Ok(this::<ModuleObj>(v).dict.as_value().clone()), None, ""),
    GetSet::new("__annotations__", annotations, Some(set_annotations), ""),
];

fn getattr(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    let m = this::<ModuleObj>(v);
    // Computed attributes of a subclass come before the namespace; a plain module's own are never in it.
    if !v.ty().is(TYPE.get())
        && let Some(d) = v.ty().lookup(&intern_value(name))
        && d.ty().slots().set.is_some()
    {
        return attr::generic_get(vm, v, name);
    }
    if let Some(x) = m.dict.get_str(name) {
        return Ok(x);
    }
    if let Some(x) = attr::generic_get_opt(vm, v, name)? {
        return Ok(x);
    }
    if let Some(f) = m.dict.get_str(&names().__getattr__) {
        return vm.call1(&f, name);
    }
    Err(missing(vm, v, name))
}

/// AttributeError, with a hint when the module is still being imported.
#[cold]
fn missing(vm: &mut Vm, v: &Value, name: &Value) -> Raised {
    let n = names();
    let d = &this::<ModuleObj>(v).dict;
    let wanted = str::text(name).into_owned();
    let Some(own) = d.get_str(&n.__name__).filter(str::is_str) else {
        return vm.attribute_error(&format!("module has no attribute '{wanted}'"), v, name);
    };
    let own = str::text(&own).into_owned();
    let spec = d.get_str(&n.__spec__).filter(|s| !s.is_none());
    let says = |vm: &mut Vm, key: &Value, test: &dyn Fn(&mut Vm, &Value) -> PyResult<bool>| -> bool {
        let Some(spec) = &spec else { return false };
        let answer = attr::get_opt(vm, spec, key).and_then(|x| x.map_or(Ok(false), |x| test(vm, &x)));
        answer.unwrap_or_else(|e| {
            drop(vm.take_exception(e));
            false
        })
    };
    let text = if says(vm, &n._initializing, &|vm, x| ops::truth(vm, x)) {
        format!("partially initialized module '{own}' has no attribute '{wanted}' (most likely due to a circular import)")
    } else if says(vm, &n._uninitialized_submodules, &|vm, x| ops::contains(vm, x, name)) {
        format!("cannot access submodule '{wanted}' of module '{own}' (most likely due to a circular import)")
    } else {
        format!("module '{own}' has no attribute '{wanted}'")
    };
    vm.attribute_error(&text, v, name)
}

fn setattr(vm: &mut Vm, v: &Value, name: &Value, x: Option<&Value>) -> PyResult<()> {
    let m = crate::native::this::<ModuleObj>(v);
    if !str::is_str(name) {
        return attr::generic_set(vm, v, name, x);
    }
    let name = &intern_value(name);
    if let Some(d) = v.ty().lookup(name)
        && let Some(set) = d.ty().slots().set
    {
        return set(vm, &d, v, x);
    }
    match x {
        Some(x) => drop(m.dict.set_str(name, x.clone())),
        None => {
            if m.dict.remove_str(name).is_none() {
                return Err(crate::object::attr::missing(vm, v, name));
            }
        }
    }
    Ok(())
}
impl Payload for ModuleObj {
    const KIND: Kind = Kind::Module;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(self.dict.as_value());
    }
    fn clear(&self) {
        drop(self.dict.take());
    }
}
/// A module with an empty namespace but for `__name__`, `__doc__`, `__package__`, `__loader__`, `__spec__`.
pub fn new(name: &str, doc: Value) -> Value {
    let dict = empty();
    fill(&dict, Value::str(name), doc);
    object::new_of(TYPE.get(), ModuleObj { dict })
}
/// Namespace of a module value.
pub fn dict_of(v: &Value) -> Option<Ref<DictObj>> {
    v.downcast::<ModuleObj>().map(|m| m.dict.clone())
}
/// A module object around an existing namespace.
pub fn wrap(dict: Ref<DictObj>) -> Value {
    object::new_of(TYPE.get(), ModuleObj { dict })
}
