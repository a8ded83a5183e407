//! Module objects.

use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::{self, Payload, Ref, ty};
use crate::value::Value;
use crate::vm::Vm;

/// Payload of modules.
#[repr(C)]
pub struct ModuleObj {
    /// Namespace.
    pub dict: Ref<DictObj>,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ModuleObj>("module").flags(ty::flag::WEAKREF).slots(|s| {
    s.getattr = Some(getattr);
    s.setattr = Some(setattr);
    s.repr = Some(|_, v| {
        let d = &crate::native::this::<ModuleObj>(v).dict;
        let text = |n: &str| d.get_text(n).map(|x| crate::builtins::str::text(&x).into_owned());
        let name = text("__name__").unwrap_or_else(|| "?".into());
        Ok(Value::str(&match text("__file__") {
            Some(f) => format!("<module '{name}' from '{f}'>"),
            None => format!("<module '{name}' (built-in)>"),
        }))
    });
});

fn getattr(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    let m = crate::native::this::<ModuleObj>(v);
    if let Some(x) = m.dict.get_str(name) {
        return Ok(x);
    }
    let n = crate::object::intern::names();
    if crate::builtins::str::equal(name, &n.__dict__) {
        return Ok(m.dict.as_value().clone());
    }
    if let Some(x) = crate::object::attr::generic_get_opt(vm, v, name)? {
        return Ok(x);
    }
    if let Some(f) = m.dict.get_str(&n.__getattr__) {
        return vm.call1(&f, name);
    }
    let own = m.dict.get_str(&n.__name__).map_or(String::new(), |x| crate::builtins::str::text(&x).into_owned());
    Err(vm.attribute_error(&format!("module '{own}' has no attribute '{}'", crate::builtins::str::text(name)), v, name))
}
fn setattr(vm: &mut Vm, v: &Value, name: &Value, x: Option<&Value>) -> PyResult<()> {
    let m = crate::native::this::<ModuleObj>(v);
    match x {
        Some(x) => drop(m.dict.set_str(&crate::object::intern::intern_value(name), x.clone())),
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
    let dict = Ref::<DictObj>::from_value(new_dict()).unwrap_or_else(|_| unreachable!("a dict"));
    dict.set_text("__name__", Value::str(name));
    dict.set_text("__doc__", doc);
    for n in ["__package__", "__loader__", "__spec__"] {
        dict.set_text(n, Value::NONE);
    }
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
