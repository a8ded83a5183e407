//! The interpreter.

pub mod cache;
pub mod frame;
pub mod hooks;

use crate::native::Args;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;

/// Calls a Python function.
pub fn call_function(vm: &mut Vm, _callable: &Value, _args: &Args) -> PyResult<Value> {
    Err(vm.system_error("interpreter missing"))
}
