//! `list[int]` and `int | str`. Only what runs at class creation: the alias of a class is the class itself for now.

use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;

/// `origin[args]`
pub fn new(_vm: &mut Vm, origin: &Value, _args: &Value) -> Value {
    origin.clone()
}

/// `X | Y` of classes.
pub fn union_of(vm: &mut Vm, _a: &Value, _b: &Value) -> PyResult<Value> {
    Err(vm.not_implemented("unions of types aren't there yet"))
}
