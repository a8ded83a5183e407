//! float.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;

/// Payload of floats with extreme exponents and of instances of float subclasses.
pub struct FloatObj {
    /// The number.
    pub value: f64,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<FloatObj>("float");
impl Payload for FloatObj {
    const KIND: Kind = Kind::Float;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// A float that can't be immediate.
#[cold]
pub fn boxed(value: f64) -> Value {
    object::new(FloatObj { value })
}
