//! `list[int]`, `int | str`, type parameters.
use crate::value::Value;
use crate::vm::Vm;
/// `origin[args]`
pub fn new(_vm: &mut Vm, origin: &Value, _args: &Value) -> Value {
    origin.clone()
}
