//! Issuing warnings from native code.
use crate::object::error::PyResult;
use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::Vm;

/// Issues a warning through the `warnings` module, if that has been imported; without it nobody has changed the default
/// filters, which ignore what native code warns about.
pub fn warn(vm: &mut Vm, category: &'static TypeObj, message: &Value, level: i64) -> PyResult<()> {
    let Some(module) = crate::vm::rt().modules.get_text("warnings") else { return Ok(()) };
    let f = crate::object::attr::get_text(vm, &module, "warn")?;
    vm.call(&f, &[message.clone(), category.value(), Value::int(level)])?;
    Ok(())
}
