//! Values, heap, objects, builtin types and the interpreter of Naja.

pub mod num;
pub mod text;
