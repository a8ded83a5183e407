//! Modules of data structures and numbers: itertools, collections, math, random, struct, statistics.

#[macro_use]
mod support;

pub mod collections;
pub mod functools;
pub mod itertools;
pub mod math;
pub mod operator;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[collections::MODULE, functools::MODULE, itertools::MODULE, math::MODULE, operator::MODULE];
