//! Modules about the runtime itself: sys, imports, threads, weak references, warnings, tracing.

pub mod sys;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[];
