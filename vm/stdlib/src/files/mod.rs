//! Modules about files and the operating system: _io, posix, time, signals, sockets, processes.

mod errno;
pub mod io;
mod os;
mod posix;
mod resource;
mod stat;
mod time;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[errno::MODULE, stat::MODULE, posix::MODULE, resource::MODULE, io::MODULE, time::MODULE];
