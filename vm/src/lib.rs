//! The virtual machine: values, heap, objects, built-in types, interpreter, imports, threads.
//!
//! Modules in reading order; each uses the ones above it.

#![allow(clippy::forget_non_drop, reason = "forgetting `Raised` says that the pending exception travels on by `Leave`")]
#![allow(clippy::type_complexity, reason = "slot signatures are spelled out in the slot table, where they are read")]
#![allow(clippy::not_unsafe_ptr_arg_deref, reason = "frame and register pointers stay inside `interp`")]
#![allow(clippy::wrong_self_convention, reason = "`from_int` and friends are micro-ops of a machine")]
#![allow(clippy::needless_borrow, reason = "through raw pointers the borrow is written out, as `dangerous_implicit_autorefs` wants")]
#![allow(clippy::vec_box, reason = "shapes are referred to by address")]
#![allow(clippy::needless_range_loop, reason = "indices of parallel tables")]
#![allow(clippy::mut_from_ref, reason = "short borrows under the interpreter lock; see the docs of the accessors")]

pub mod audit;
pub mod builtins;
pub mod heap;
pub mod import;
pub mod interp;
pub mod native;

pub mod num;
pub mod object;
#[cfg(test)]
mod testing;
pub mod text;
pub mod threads;
pub mod value;
pub mod vm;

pub use front;
pub use native::{Args, NativeDef, TypeDef};
pub use object::error::{PyResult, Raised};
pub use value::Value;
pub use vm::Vm;
