//! Modules of data structures and numbers: itertools, collections, math, random, struct, statistics.

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[];
