//! Native standard-library modules, and the frozen Python ones.
//!
//! `frozen` holds the library's Python files compiled at build time; `leaf` holds what native modules need that knows
//! no Python object. Modules that register with the VM come one file each beside them.

#![warn(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]

pub mod frozen;
pub mod leaf;
