//! complex.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
/// Payload.
pub struct ComplexObj {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ComplexObj>("complex");
impl Payload for ComplexObj {
    const KIND: Kind = Kind::Complex;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// A complex number.
pub fn new(re: f64, im: f64) -> Value {
    object::new(ComplexObj { re, im })
}
