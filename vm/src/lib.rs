//! The virtual machine: values, heap, objects, built-in types, interpreter, imports, threads.
//!
//! Modules in reading order; each uses the ones above it.

pub mod builtins;
pub mod heap;
pub mod import;
pub mod interp;
pub mod native;
pub mod num;
pub mod object;
pub mod text;
pub mod threads;
pub mod value;
pub mod vm;

pub use front;
pub use native::{Args, NativeDef, TypeDef};
pub use object::error::{PyResult, Raised};
pub use value::Value;
pub use vm::Vm;
