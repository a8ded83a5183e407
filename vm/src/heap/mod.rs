//! Memory of Python objects: cells in size-classed pages, non-atomic reference counts, and a cycle collector on top.
//!
//! Invariant: everything here is only touched by the thread that holds the interpreter lock.

pub mod alloc;
pub mod collect;
pub mod count;
pub mod header;
#[cfg(test)]
mod tests;
pub mod weak;
