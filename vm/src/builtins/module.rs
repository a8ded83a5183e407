//! Module objects.

use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::dict::{DictObj, new_dict};
use crate::object::{self, Payload, Ref, ty};
use crate::value::Value;

/// Payload of modules.
#[repr(C)]
pub struct ModuleObj {
    /// Namespace.
    pub dict: Ref<DictObj>,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ModuleObj>("module").flags(ty::flag::WEAKREF);
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
