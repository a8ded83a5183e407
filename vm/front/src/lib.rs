//! Python source text to register code: compiling, lowering, verifying, printing, freezing.
//!
//! Knows no runtime values. `rustpython-compiler` turns text into CPython-3.14 stack code (`compile`), which
//! is kept as plain data (`bytecode::code`) and lowered to register code at a code object's first call.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod bytecode;
pub mod compile;
pub mod symbols;
pub mod tree;
