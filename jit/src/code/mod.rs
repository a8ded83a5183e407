//! Installed code: who owns it, how it is entered, invalidated and freed.
//!
//! Life of an installed region: [`CodeCache::install`] copies the bytes and makes it enterable; [`Installed::invalidate`] (from any
//! thread) sets its flag byte, so that code inside leaves at the next `guard.valid` and [`Installed::enter`] refuses;
//! [`CodeCache::retire`] takes it out of use, and its memory is reused once nobody is inside.

pub mod enter;
pub mod memory;

use crate::ir::BlockId;
use crate::lower::{Code, ExitPoint};
use crate::snapshot::encode::ExitTable;
use memory::{Arena, Piece};
use std::io;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

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

/// Code that goes on behind an exit of other code. Exits share it: when the last one goes, the code can be retired.
#[derive(Debug)]
pub struct Fragment {
    /// The code; it is entered with the exit's live values in the exit buffer.
    pub code: Arc<Installed>,
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the code of a loop of the same code object.
    Loop(u16),
    /// Into the code that the fragment belongs to, at the head of one of its loops.
    Entry(BlockId),
}

/// What is known about the code of a fragment.
#[derive(Debug)]
pub struct Ends {
    /// Its exit that is a link, and where that leads.
    pub link: Option<(usize, Target)>,
    /// Exits from which no fragment is to be made.
    pub closed: Vec<bool>,
}

/// In the count of an exit: one failed recording.
const FAILURE: u32 = 1 << 24;
/// Failed recordings after which an exit is left alone.
const FAILURES_MAX: u32 = 3;

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
    /// What goes on behind each exit.
    fragments: Vec<OnceLock<Arc<Fragment>>>,
    /// How often each exit was taken; above, how often recording behind it failed.
    taken: Vec<AtomicU32>,
    /// Set for fragments.
    pub ends: OnceLock<Ends>,
    /// Heads of loops where it can be entered, by number of the entry less one.
    pub entries: OnceLock<Vec<BlockId>>,
}

impl Installed {
    /// What goes on behind an exit.
    #[inline]
    pub fn fragment(&self, exit: usize) -> Option<&Arc<Fragment>> {
        self.fragments.get(exit)?.get()
    }
    /// The number of the entry at a loop's head.
    pub fn entry_at(&self, head: BlockId) -> Option<u64> {
        let k = self.entries.get()?.iter().position(|&b| b == head)?;
        Some(k as u64 + 1)
    }
    /// From here on the exit goes on in a fragment.
    pub fn attach(&self, exit: usize, fragment: Arc<Fragment>) {
        if let Some(f) = self.fragments.get(exit) {
            // The first one stays: somebody may be inside.
            let _ = f.set(fragment);
        }
    }
    /// All exits that go on in a fragment.
    pub fn fragments(&self) -> impl Iterator<Item = (usize, &Arc<Fragment>)> {
        self.fragments.iter().enumerate().filter_map(|(i, f)| Some((i, f.get()?)))
    }
    /// An exit was taken: how often in all, since counting began. Always 0 for an exit behind which nothing could be recorded.
    pub fn count(&self, exit: usize) -> u32 {
        let Some(t) = self.taken.get(exit) else { return 0 };
        let n = t.load(Ordering::Relaxed);
        if n / FAILURE >= FAILURES_MAX {
            return 0;
        }
        let count = (n % FAILURE + 1).min(FAILURE - 1);
        t.store(n - n % FAILURE + count, Ordering::Relaxed);
        count
    }
    /// Counting begins again for an exit.
    pub fn restart(&self, exit: usize) {
        if let Some(t) = self.taken.get(exit) {
            t.store(t.load(Ordering::Relaxed) / FAILURE * FAILURE, Ordering::Relaxed);
        }
    }
    /// Recording a fragment behind an exit led nowhere. `for_good`: it never will.
    pub fn failed(&self, exit: usize, for_good: bool) {
        if let Some(t) = self.taken.get(exit) {
            t.fetch_add(if for_good { FAILURES_MAX * FAILURE } else { FAILURE }, Ordering::Relaxed);
        }
    }

    /// Code inside leaves at its next check; nobody enters any more.
    pub fn invalidate(&self) {
        self.flag.set();
    }
    /// Where the code begins.
    pub fn address(&self) -> usize {
        self.entry
    }
    /// Where its machine code lies.
    pub fn range(&self) -> (usize, usize) {
        (self.entry, self.entry + self.size)
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
        let n = code.exits.len();
        Some(Arc::new(Installed {
            fragments: (0..n).map(|_| OnceLock::new()).collect(),
            taken: (0..n).map(|_| AtomicU32::new(0)).collect(),
            ends: OnceLock::new(),
            entries: OnceLock::new(),
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
                    let behind: Vec<_> = installed.fragments.iter_mut().filter_map(OnceLock::take).collect();
                    self.retired.swap_remove(i);
                    // (Some may belong to the code that replaced this one as well.)
                    self.retired.extend(behind.into_iter().filter_map(Arc::into_inner).map(|f| f.code));
                }
                _ => i += 1,
            }
        }
    }
    /// Addresses that machine code may have.
    pub fn range(&self) -> (usize, usize) {
        self.arena.range()
    }
    /// Bytes of code memory in use.
    pub fn used(&self) -> usize {
        self.arena.used()
    }
}
