//! The buffer protocol between native types: a view of bytes that some object exports.
//!
//! The exporter counts its views (a bytearray can't change its size while there is one), and the view keeps the exporter
//! alive, so the memory stays where it is until the view is dropped.

use crate::value::Value;

/// A contiguous or strided view of an exporter's memory.
pub struct Buffer {
    /// Keeps the memory alive.
    pub owner: Value,
    /// Start of the memory.
    pub ptr: *mut u8,
    /// Bytes.
    pub len: usize,
    /// May be written.
    pub writable: bool,
    /// struct-module format of an item.
    pub format: String,
    /// Bytes of an item.
    pub itemsize: usize,
    /// Items per dimension.
    pub shape: Vec<isize>,
    /// Bytes between items per dimension.
    pub strides: Vec<isize>,
    /// Told when the view goes.
    pub release: Option<fn(&Value)>,
}

impl Buffer {
    /// A one-dimensional view of bytes.
    pub fn bytes(owner: Value, ptr: *mut u8, len: usize, writable: bool, release: Option<fn(&Value)>) -> Buffer {
        Buffer { owner, ptr, len, writable, format: "B".into(), itemsize: 1, shape: vec![len as isize], strides: vec![1], release }
    }
    /// Is the memory one block in C order?
    pub fn is_contiguous(&self) -> bool {
        let mut expect = self.itemsize as isize;
        for (n, s) in self.shape.iter().zip(&self.strides).rev() {
            if *n > 1 && *s != expect {
                return false;
            }
            expect *= n;
        }
        true
    }
    /// The bytes of a contiguous view. The borrow must end before Python code runs.
    pub fn as_slice(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: the exporter keeps `len` bytes at `ptr` in place while the view exists.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
    /// The bytes of a contiguous writable view.
    #[allow(clippy::mut_from_ref, reason = "memory belongs to the exporter; borrows are short")]
    pub fn as_mut_slice(&self) -> &mut [u8] {
        assert!(self.writable, "writing through a read-only view");
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: as above; one thread holds the interpreter lock.
        unsafe { std::slice::from_raw_parts_mut(self.ptr, self.len) }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some(f) = self.release {
            f(&self.owner);
        }
    }
}
