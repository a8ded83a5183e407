//! Modules of data structures and numbers: itertools, collections, math, random, struct, statistics.

#[macro_use]
mod support;

pub mod bisect;
pub mod collections;
pub mod functools;
pub mod heapq;
pub mod itertools;
pub mod math;
pub mod operator;
pub mod random;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] =
    &[bisect::MODULE, collections::MODULE, functools::MODULE, heapq::MODULE, itertools::MODULE, math::MODULE, operator::MODULE, random::MODULE];
