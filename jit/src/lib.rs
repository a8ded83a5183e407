//! Naja's tracing JIT: from a hot loop to machine code.
//!
//! ```text
//! count -> record (one pass of the loop, running) -> fold while emitting -> optimise -> lower (Cranelift) -> install
//! side exit taken often -> record from there -> add the path to the loop's region -> recompile the whole region
//! guard fails -> snapshot -> rebuild interpreter frames -> go on interpreting
//! ```
//! Modules in reading order: [`ir`] is what everything speaks; [`emit`] is how a recorder writes it; [`snapshot`] says what exits
//! rebuild; [`opt`] improves regions; [`lower`] makes machine code, [`code`] owns and enters it; [`region`], [`hotness`], [`worker`]
//! decide what is compiled when.

#![deny(unsafe_op_in_unsafe_fn)]
#![warn(missing_docs)]

pub mod abort;
pub mod code;
pub mod emit;
pub mod engine;
pub mod hash;
pub mod hotness;
pub mod ir;
pub mod lower;
pub mod opt;
pub mod params;
pub mod profile;
pub mod record;
pub mod region;
pub mod snapshot;
pub mod worker;
