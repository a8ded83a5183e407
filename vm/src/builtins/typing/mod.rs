//! What typing needs from the runtime: unions, type parameters, type aliases, and the substitution that generic aliases
//! share. `typing` itself is Python; the module `_typing` hands it these.

pub mod alias_type;
pub mod generic;
pub mod params;
pub mod subst;
pub mod union;

use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;

/// Calls a helper function of the Python module `typing`.
pub fn call_typing(vm: &mut Vm, name: &str, args: &[Value]) -> PyResult<Value> {
    let f = vm.import_attr("typing", name)?;
    vm.call(&f, args)
}

/// Name of the module whose code runs, for `__module__` of what it makes; None when it has none.
pub fn caller_module(vm: &Vm) -> Value {
    let globals = vm.frames.last().map(|f| f.globals_ref());
    globals.and_then(|g| g.get_str(&crate::object::intern::names().__name__)).unwrap_or(Value::NONE)
}
