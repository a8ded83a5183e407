//! Modules about files and the operating system: _io, posix, time, signals, sockets, processes.

mod accounts;
mod errno;
mod faulthandler;
mod fcntl;
pub mod io;
mod locale;
mod mmap;
mod os;
mod posix;
mod posixshmem;
mod posixsubprocess;
mod resource;
mod select;
mod signal;
mod socket;
mod stat;
mod termios;
mod time;

pub(crate) use os::nanoseconds;
pub(crate) use posix::random_bytes;
use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[
    errno::MODULE,
    stat::MODULE,
    posix::MODULE,
    io::MODULE,
    time::MODULE,
    signal::MODULE,
    posixsubprocess::MODULE,
    select::MODULE,
    faulthandler::MODULE,
    fcntl::MODULE,
    resource::MODULE,
    accounts::PWD,
    accounts::GRP,
    locale::MODULE,
    mmap::MODULE,
    posixshmem::MODULE,
    socket::MODULE,
    termios::MODULE,
];
