//! Modules about the runtime itself: sys, imports, threads, weak references, warnings, tracing.

pub mod sys;
mod types;
mod typing;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[types::MODULE, typing::MODULE];
