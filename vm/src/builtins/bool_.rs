//! bool.
use crate::builtins::int::{self, IntObj};
use crate::native::TypeDef;
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<IntObj>("bool").base(&int::TYPE).final_type();
