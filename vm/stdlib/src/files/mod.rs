//! Modules about files and the operating system: _io, posix, time, signals, sockets, processes.

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[];
