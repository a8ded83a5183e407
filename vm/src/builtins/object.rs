//! object.
use crate::native::TypeDef;
use crate::object::Plain;
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<Plain>("object");
