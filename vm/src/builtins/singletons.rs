//! None, NotImplemented, Ellipsis.
use crate::native::TypeDef;
use crate::object::Plain;
/// `NoneType`
pub static NONE: TypeDef = TypeDef::new::<Plain>("NoneType").final_type();
/// `NotImplementedType`
pub static NOT_IMPLEMENTED: TypeDef = TypeDef::new::<Plain>("NotImplementedType").final_type();
/// `ellipsis`
pub static ELLIPSIS: TypeDef = TypeDef::new::<Plain>("ellipsis").final_type();
