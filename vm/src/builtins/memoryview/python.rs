//! Exporters written in Python (PEP 688): a class with `__buffer__`, and perhaps `__release_buffer__`.
//!
//! The memory belongs to the memoryview that `__buffer__` returned. Consumers hold an `Exported`, which keeps that view and
//! the Python object, and tells the object when the consumer is done.

use super::{MemoryObj, m, memory, release};
use crate::builtins::buffer::Buffer;
use crate::native::TypeDef;
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;

struct Exported {
    view: Value,
    object: Value,
}
static EXPORTED: TypeDef = TypeDef::new::<Exported>("_buffer_wrapper").flags(ty::flag::NO_NEW).final_type();
impl Payload for Exported {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &EXPORTED
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.view);
        visit(&self.object);
    }
}
/// The `buffer` slot of classes with `__buffer__`.
pub fn acquire(vm: &mut Vm, v: &Value, flags: i32) -> PyResult<Buffer> {
    let Some(view) = vm.call_special(v, &names().__buffer__, &[Value::int(i64::from(flags))])? else {
        return Err(vm.type_error(format!("a bytes-like object is required, not '{}'", v.ty().name())));
    };
    if view.downcast::<MemoryObj>().is_none() {
        return Err(vm.type_error("__buffer__ returned non-memoryview object"));
    }
    let b = memory(vm, &view)?;
    // The view's own rules: writable, contiguous.
    drop(super::export(vm, &view, flags)?);
    let layout = m(&view).view.clone();
    m(&view).exports.set(m(&view).exports.get() + 1);
    let owner = object::new(Exported { view, object: v.clone() });
    Ok(b.reexport(owner, layout, Some(done)))
}
fn done(owner: &Value) {
    let Some(e) = owner.downcast::<Exported>() else { return };
    m(&e.view).exports.set(m(&e.view).exports.get().saturating_sub(1));
    crate::vm::with_current(|vm| {
        let r = vm.call_special(&e.object, &names().__release_buffer__, std::slice::from_ref(&e.view));
        vm.unraisable_if(r, "Exception ignored in __release_buffer__ of", &e.object);
        let r = release(vm, &e.view);
        vm.unraisable_if(r, "Exception ignored when releasing the buffer of", &e.object);
    });
}
