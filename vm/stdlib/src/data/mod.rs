//! Modules of data structures and numbers: itertools, collections, math, random, struct, statistics.

#[macro_use]
mod support;

pub mod itertools;
pub mod operator;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[itertools::MODULE, operator::MODULE];
