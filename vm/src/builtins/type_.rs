//! type: making classes.

use crate::native::TypeDef;
use crate::object::ty::TypeObj;

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<TypeObj>("type").with_dict();

/// `__new__` of a class (or of one above it) changed.
pub fn update_new(_ty: &TypeObj) {}
