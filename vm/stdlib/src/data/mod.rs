//! Modules of data structures and numbers: itertools, collections, math, random, struct; and codings and digests of bytes.

#[macro_use]
mod support;

pub mod array;
pub mod binascii;
pub mod bisect;
pub mod cmath;
pub mod collections;
pub mod functools;
pub mod hashes;
pub mod heapq;
pub mod itertools;
pub mod math;
pub mod operator;
pub mod queue;
pub mod random;
pub mod statistics;
pub mod structs;
pub mod zlib;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[
    array::MODULE,
    binascii::MODULE,
    bisect::MODULE,
    collections::MODULE,
    functools::MODULE,
    cmath::MODULE,
    queue::MODULE,
    statistics::MODULE,
    hashes::BLAKE2,
    hashes::MD5,
    hashes::SHA1,
    hashes::SHA2,
    hashes::SHA3,
    heapq::MODULE,
    itertools::MODULE,
    math::MODULE,
    operator::MODULE,
    random::MODULE,
    structs::MODULE,
    zlib::MODULE,
];
