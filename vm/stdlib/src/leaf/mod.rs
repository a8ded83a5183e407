//! The parts of native modules that need no Python object: parsers, coders, numeric kernels.
//!
//! Everything here is plain data in, plain data out, with its own small error types; the module files beside it turn
//! these into objects and exceptions. Nothing here may name the object model, so that all of it is tested alone.

pub mod binascii;
pub mod chardata;
pub mod clib;
pub mod complexfn;
pub mod csvcore;
pub mod gamma;
pub mod jsonscan;
pub mod normal;
pub mod pytok;
pub mod quopri;
pub mod sre;
pub mod statmath;
pub mod strftime;
pub mod structfmt;

/// Random access to the code points of a string, whatever its storage is.
///
/// Code points are `u32` because Python strings may hold lone surrogates.
pub trait Text {
    /// Number of code points.
    fn len(&self) -> usize;
    /// The code point at `i`, which must be below `len()`.
    fn at(&self, i: usize) -> u32;
    /// Whether there is no code point.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The code point at `i`, or `None` past the end.
    fn get(&self, i: usize) -> Option<u32> {
        (i < self.len()).then(|| self.at(i))
    }
}

/// ASCII or Latin-1 storage.
impl Text for [u8] {
    fn len(&self) -> usize {
        <[u8]>::len(self)
    }
    fn at(&self, i: usize) -> u32 {
        u32::from(self[i])
    }
}

/// Two bytes per code point (no surrogate pairs: each unit is a code point).
impl Text for [u16] {
    fn len(&self) -> usize {
        <[u16]>::len(self)
    }
    fn at(&self, i: usize) -> u32 {
        u32::from(self[i])
    }
}

/// Four bytes per code point.
impl Text for [u32] {
    fn len(&self) -> usize {
        <[u32]>::len(self)
    }
    fn at(&self, i: usize) -> u32 {
        self[i]
    }
}
