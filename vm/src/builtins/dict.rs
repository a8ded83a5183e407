//! dict and its views.
pub use crate::object::dict::DictObj;
use crate::native::TypeDef;
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<DictObj>("dict");
