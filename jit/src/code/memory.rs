//! Executable memory: one reserved range, mapped twice from an anonymous file. Code is written through the writable view and
//! run at the executable one, so installing needs no system call and never takes execution away from running code.
//!
//! ```text
//! memfd  [ block | free | block | ............... untouched ]
//!   mapped read+write at `write`, read+execute at `run`; untouched pages cost nothing
//! ```
//! Blocks are multiples of 64 bytes; freed ones go to a list by position and merge with their neighbours.

use std::collections::BTreeMap;
use std::io;
use std::ptr::NonNull;

/// Granularity of blocks: a cache line, and enough alignment for constant pools.
const BLOCK: usize = 64;

/// The arena of all compiled code.
pub struct Arena {
    write: NonNull<u8>,
    run: NonNull<u8>,
    size: usize,
    top: usize,
    free: BTreeMap<usize, usize>,
}

// SAFETY: the arena owns both mappings; all access to the writable view goes through `&mut self`.
unsafe impl Send for Arena {}

/// An installed piece of code.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    offset: usize,
    len: usize,
}

impl Arena {
    /// Reserves a range. `size` is rounded up to pages.
    pub fn new(size: usize) -> io::Result<Arena> {
        let size = size.next_multiple_of(1 << 16);
        // SAFETY: a plain system call with a NUL-terminated name.
        let fd = unsafe { libc::memfd_create(c"naja-code".as_ptr(), libc::MFD_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        let mapped = Arena::map_both(fd, size);
        // SAFETY: `fd` was opened above and is used nowhere else; the mappings keep the file alive.
        unsafe { libc::close(fd) };
        let (write, run) = mapped?;
        Ok(Arena { write, run, size, top: 0, free: BTreeMap::new() })
    }
    fn map_both(fd: i32, size: usize) -> io::Result<(NonNull<u8>, NonNull<u8>)> {
        // SAFETY: `fd` is a memory file that we own.
        if unsafe { libc::ftruncate(fd, size as libc::off_t) } != 0 {
            return Err(io::Error::last_os_error());
        }
        let map = |prot| {
            // SAFETY: a fresh mapping at an address of the kernel's choice; it aliases no Rust object.
            let at = unsafe { libc::mmap(std::ptr::null_mut(), size, prot, libc::MAP_SHARED | libc::MAP_NORESERVE, fd, 0) };
            if at == libc::MAP_FAILED {
                return Err(io::Error::last_os_error());
            }
            NonNull::new(at.cast::<u8>()).ok_or_else(|| io::Error::other("mapped at 0"))
        };
        let write = map(libc::PROT_READ | libc::PROT_WRITE)?;
        match map(libc::PROT_READ | libc::PROT_EXEC) {
            Ok(run) => Ok((write, run)),
            Err(e) => {
                // SAFETY: mapped above with this size, and nobody else knows it.
                unsafe { libc::munmap(write.as_ptr().cast(), size) };
                Err(e)
            }
        }
    }

    /// The addresses that code may have.
    pub fn range(&self) -> (usize, usize) {
        let start = self.run.as_ptr() as usize;
        (start, start + self.size)
    }
    /// Copies code in; None when the range is full.
    pub fn put(&mut self, code: &[u8]) -> Option<Piece> {
        let len = code.len().next_multiple_of(BLOCK).max(BLOCK);
        let offset = match self.free.iter().find(|(_, n)| **n >= len) {
            Some((&offset, &n)) => {
                self.free.remove(&offset);
                if n > len {
                    self.free.insert(offset + len, n - len);
                }
                offset
            }
            None if self.top + len <= self.size => {
                self.top += len;
                self.top - len
            }
            None => return None,
        };
        assert!(offset + len <= self.size, "{offset} + {len} beyond {}", self.size);
        // SAFETY: the block lies in the writable mapping (asserted) and belongs to no other piece, so no code runs in it.
        unsafe {
            std::ptr::copy_nonoverlapping(code.as_ptr(), self.write.as_ptr().add(offset), code.len());
        }
        Some(Piece { offset, len })
    }
    /// Gives a piece back. The caller knows that no thread runs in it.
    pub fn take_back(&mut self, piece: Piece) {
        let (mut offset, mut len) = (piece.offset, piece.len);
        if let Some((&before, &n)) = self.free.range(..offset).next_back()
            && before + n == offset
        {
            self.free.remove(&before);
            (offset, len) = (before, n + len);
        }
        if let Some(n) = self.free.remove(&(offset + len)) {
            len += n;
        }
        if offset + len == self.top {
            self.top = offset;
        } else {
            self.free.insert(offset, len);
        }
    }
    /// Where the piece runs.
    pub fn address(&self, piece: &Piece) -> *const u8 {
        assert!(piece.offset < self.size, "foreign piece");
        // SAFETY: the offset lies in the executable mapping.
        unsafe { self.run.as_ptr().add(piece.offset) }
    }
    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.top - self.free.values().sum::<usize>()
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: both mappings were made in `new` with this size. Whoever drops the arena has left all code in it.
        unsafe {
            libc::munmap(self.write.as_ptr().cast(), self.size);
            libc::munmap(self.run.as_ptr().cast(), self.size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freed_blocks_merge_and_are_reused() {
        let mut arena = Arena::new(1 << 16).unwrap();
        let a = arena.put(&[0; 100]).unwrap();
        let b = arena.put(&[0; 64]).unwrap();
        let c = arena.put(&[0; 10]).unwrap();
        assert_eq!(arena.used(), 128 + 64 + 64);
        let first = arena.address(&a);
        arena.take_back(a);
        arena.take_back(b);
        let d = arena.put(&[0; 180]).unwrap();
        assert_eq!(arena.address(&d), first);
        arena.take_back(c);
        arena.take_back(d);
        assert_eq!((arena.used(), arena.top), (0, 0));
        assert!(arena.put(&[0; 1 << 17]).is_none());
    }
}
