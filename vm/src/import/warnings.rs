//! Issuing warnings from native code.
use crate::object::error::PyResult;
use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// How the warnings machinery, which is a native module outside this crate, is reached.
pub type Warner = fn(&mut Vm, &'static TypeObj, &Value, i64) -> PyResult<()>;

/// Issues a warning; `level` as in `warnings.warn`'s stacklevel. Before the machinery is registered nobody can have asked
/// for warnings.
pub fn warn(vm: &mut Vm, category: &'static TypeObj, message: &Value, level: i64) -> PyResult<()> {
    match rt().warner.get() {
        Some(f) => f(vm, category, message, level),
        None => Ok(()),
    }
}
