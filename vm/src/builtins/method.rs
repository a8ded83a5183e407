//! Bound methods, classmethod and staticmethod.

use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use std::cell::RefCell;

/// Payload of bound methods.
#[repr(C)]
pub struct MethodObj {
    /// `__func__`
    pub function: Value,
    /// `__self__`
    pub receiver: Value,
}
/// `method`
pub static TYPE: TypeDef = TypeDef::new::<MethodObj>("method").flags(ty::flag::WEAKREF).final_type();
impl Payload for MethodObj {
    const KIND: Kind = Kind::Method;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.function);
        visit(&self.receiver);
    }
}
/// A bound method.
pub fn new(function: Value, receiver: Value) -> Value {
    object::new(MethodObj { function, receiver })
}

/// Payload of classmethod and staticmethod.
pub struct WrapperObj {
    /// What is wrapped.
    pub callable: RefCell<Value>,
}
/// `staticmethod`
pub static STATIC: TypeDef = TypeDef::new::<WrapperObj>("staticmethod").with_dict();
/// `classmethod`
pub static CLASS: TypeDef = TypeDef::new::<WrapperObj>("classmethod").with_dict();
impl Payload for WrapperObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &STATIC
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.callable.borrow());
    }
}
/// A staticmethod object.
pub fn new_static(callable: Value) -> Value {
    object::new_of(STATIC.get(), WrapperObj { callable: RefCell::new(callable) })
}
/// A classmethod object.
pub fn new_class(callable: Value) -> Value {
    object::new_of(CLASS.get(), WrapperObj { callable: RefCell::new(callable) })
}
