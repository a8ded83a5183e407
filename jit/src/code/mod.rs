//! Installed code: who owns it, how it is entered, invalidated and freed.
//!
//! Life of an installed region: [`CodeCache::install`] copies the bytes and makes it enterable; [`Installed::invalidate`] (from any
//! thread) sets its flag byte, so that code inside leaves at the next `guard.valid` and [`Installed::enter`] refuses;
//! [`CodeCache::retire`] takes it out of use, and its memory is reused once nobody is inside.

pub mod enter;
pub mod memory;

use crate::lower::{Code, ExitPoint};
use crate::snapshot::encode::ExitTable;
use memory::{Arena, Piece};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// The byte that tells compiled code to leave. Its address is compiled in, so it is made before compiling and kept alive by
/// the installed region.
#[derive(Debug, Default)]
pub struct Flag(AtomicU8);

impl Flag {
    /// A flag that says "valid".
    pub fn new() -> Arc<Flag> {
        Arc::default()
    }
    /// Address for the code generator.
    pub fn address(self: &Arc<Flag>) -> u64 {
        Arc::as_ptr(self) as u64
    }
    /// Makes code leave at its next check.
    pub fn set(&self) {
        self.0.store(1, Ordering::Release);
    }
    /// Was it set?
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire) != 0
    }
}

/// A region as machine code.
#[derive(Debug)]
pub struct Installed {
    entry: usize,
    piece: Option<Piece>,
    flag: Arc<Flag>,
    inside: AtomicU32,
    /// Exit numbers to exit points.
    pub exits: Vec<ExitPoint>,
    /// How to restore each exit.
    pub table: ExitTable,
    /// Bytes of machine code.
    pub size: usize,
}

impl Installed {
    /// Code inside leaves at its next check; nobody enters any more.
    pub fn invalidate(&self) {
        self.flag.set();
    }
    /// Where the code begins.
    pub fn address(&self) -> usize {
        self.entry
    }
    /// May it be entered?
    pub fn is_valid(&self) -> bool {
        !self.flag.is_set()
    }
}

/// Owner of all machine code.
pub struct CodeCache {
    arena: Arena,
    retired: Vec<Arc<Installed>>,
}

impl CodeCache {
    /// A cache over a reserved range of this size.
    pub fn new(bytes_max: usize) -> io::Result<CodeCache> {
        Ok(CodeCache { arena: Arena::new(bytes_max)?, retired: vec![] })
    }
    /// Makes compiled code enterable; None when code memory is full. `flag` is the one it was compiled with.
    pub fn install(&mut self, code: Code, flag: Arc<Flag>) -> Option<Arc<Installed>> {
        self.collect();
        let size = code.bytes.len();
        let piece = self.arena.put(&code.bytes)?;
        debug_assert!(code.align <= 64, "blocks are aligned to 64, code wants {}", code.align);
        Some(Arc::new(Installed {
            entry: self.arena.address(&piece) as usize,
            piece: Some(piece),
            flag,
            inside: AtomicU32::new(0),
            exits: code.exits,
            table: code.table,
            size,
        }))
    }
    /// Takes a region out of use; its memory is freed when the last user has gone.
    pub fn retire(&mut self, installed: Arc<Installed>) {
        installed.invalidate();
        self.retired.push(installed);
        self.collect();
    }
    /// Frees retired regions that nobody refers to or runs in.
    pub fn collect(&mut self) {
        let mut i = 0;
        while i < self.retired.len() {
            let idle = self.retired[i].inside.load(Ordering::Acquire) == 0;
            match Arc::get_mut(&mut self.retired[i]) {
                Some(installed) if idle => {
                    if let Some(piece) = installed.piece.take() {
                        self.arena.take_back(piece);
                    }
                    self.retired.swap_remove(i);
                }
                _ => i += 1,
            }
        }
    }
    /// Bytes of code memory in use.
    pub fn used(&self) -> usize {
        self.arena.used()
    }
}
