//! What the interpreter asks of a just-in-time compiler.
use crate::heap::header::Header;
use crate::object::ty::TypeObj;
use crate::value::Value;

/// The compiler's side.
pub trait JitHooks {
    /// Attributes of a type changed.
    fn type_modified(&self, ty: &TypeObj);
    /// A watched dict changes at `key`.
    fn dict_modified(&self, dict: &Header, key: &Value);
}
