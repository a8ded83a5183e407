//! Cells for objects: pages of 64 KB, one size class each (multiples of 16 bytes up to 512), free lists per class;
//! bigger objects come from the system and are remembered, so that the collector can walk everything.
//!
//! The second word of a cell says what it is: 0 free, 1 an attribute word precedes the header (which then stands 16 bytes
//! further), anything else is the shape pointer of a live object.

use super::header::{Header, flag};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::alloc::Layout;
use std::cell::UnsafeCell;

const PAGE: usize = 64 * 1024;
const CHUNK_PAGES: usize = 16;
const CHUNK: Layout = match Layout::from_size_align(PAGE * CHUNK_PAGES, 16) {
    Ok(l) => l,
    Err(_) => unreachable!(),
};
const CLASSES: usize = 33;
/// Largest cell that lives in a page.
pub const MAX_CELL: usize = 512;
/// Bytes between cell start and header when an attribute word precedes the object.
pub const PRE_SIZE: usize = 16;

/// A page: where its cells start and how big they are.
#[derive(Clone, Copy)]
pub struct Page {
    /// Address of the first cell.
    pub start: *mut u8,
    /// Bytes per cell.
    pub cell: usize,
    /// Cells handed out so far (the rest was never used).
    pub used: usize,
}

struct Free {
    next: *mut Free,
    /// Stays 0: marks the cell as free for the collector, which reads it as a plain word.
    #[expect(dead_code, reason = "read through `each_live` by address")]
    mark: usize,
}

struct State {
    free: [*mut Free; CLASSES],
    /// Per class: index in `pages` of the page that still has untouched cells, plus 1.
    open: [usize; CLASSES],
    pages: Vec<Page>,
    /// What is left of the last chunk.
    chunk: *mut u8,
    chunk_left: usize,
    large: FxHashMap<usize, usize>,
    /// Container objects allocated since the last collection, minus those freed.
    pressure: isize,
    /// Pressure at which the collector is asked for.
    next: isize,
}

struct Global(UnsafeCell<State>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Global {}
static STATE: Global = Global(UnsafeCell::new(State {
    free: [std::ptr::null_mut(); CLASSES],
    open: [0; CLASSES],
    pages: Vec::new(),
    chunk: std::ptr::null_mut(),
    chunk_left: 0,
    large: FxHashMap::with_hasher(FxBuildHasher),
    pressure: 0,
    next: 20_000,
}));

#[inline(always)]
fn state() -> &'static mut State {
    // SAFETY: one thread at a time, and no function here calls out while it holds the reference.
    unsafe { &mut *STATE.0.get() }
}

/// A zeroed-mark cell of at least `size` bytes; the flag bits that the header must carry.
#[inline(always)]
pub fn cell(size: usize) -> (*mut u8, u32) {
    if size > MAX_CELL {
        return (large(size), flag::LARGE);
    }
    let s = state();
    let class = size.div_ceil(16);
    let p = s.free[class];
    if p.is_null() {
        return (refill(class), 0);
    }
    // SAFETY: the free list holds cells of this class that nobody uses.
    unsafe { s.free[class] = (*p).next };
    (p as *mut u8, 0)
}

#[cold]
#[inline(never)]
fn refill(class: usize) -> *mut u8 {
    let s = state();
    let cell = class * 16;
    if s.open[class] == 0 || { s.pages[s.open[class] - 1].used + 1 } * cell > PAGE {
        let start = fresh_page(s);
        s.pages.push(Page { start, cell, used: 0 });
        s.open[class] = s.pages.len();
    }
    let page = &mut s.pages[s.open[class] - 1];
    page.used += 1;
    // SAFETY: `used` cells fit the page (checked above).
    unsafe { page.start.add((page.used - 1) * cell) }
}

/// The next page of the chunk, or of a new one. A chunk is so big that the system maps it for us: its pages take no memory
/// before they are written to, and a small alignment keeps the allocator from clearing them by hand.
fn fresh_page(s: &mut State) -> *mut u8 {
    if s.chunk_left == 0 {
        // SAFETY: the layout has a non-zero size.
        s.chunk = unsafe { std::alloc::alloc_zeroed(CHUNK) };
        if s.chunk.is_null() {
            std::alloc::handle_alloc_error(CHUNK);
        }
        s.chunk_left = CHUNK_PAGES;
    }
    s.chunk_left -= 1;
    let start = s.chunk;
    s.chunk = s.chunk.wrapping_add(PAGE);
    start
}

#[cold]
#[inline(never)]
fn large(size: usize) -> *mut u8 {
    // SAFETY: size is above MAX_CELL, so not zero.
    let p = unsafe { std::alloc::alloc_zeroed(Layout::from_size_align_unchecked(size, 16)) };
    if p.is_null() {
        std::alloc::handle_alloc_error(Layout::new::<u8>());
    }
    state().large.insert(p as usize, size);
    p
}

/// Gives a cell back.
///
/// # Safety
/// `p` came from `cell(size)` with the same flag bits, and nobody uses it any more.
#[inline(always)]
pub unsafe fn free(p: *mut u8, size: usize, flags: u32) {
    if flags & flag::LARGE != 0 {
        state().large.remove(&(p as usize));
        // SAFETY: allocated by `large` with this layout.
        return unsafe { std::alloc::dealloc(p, Layout::from_size_align_unchecked(size, 16)) };
    }
    let class = size.div_ceil(16);
    let s = state();
    let p = p as *mut Free;
    // SAFETY: the cell is at least 16 bytes and unused.
    unsafe { *p = Free { next: s.free[class], mark: 0 } };
    s.free[class] = p;
}

/// Notes that `n` containers came (or went, when negative).
#[inline(always)]
pub fn note_containers(n: isize) {
    let s = state();
    s.pressure += n;
    if s.pressure >= s.next {
        ask_for_collection(s);
    }
}

#[cold]
fn ask_for_collection(s: &mut State) {
    s.next = s.pressure + 20_000;
    crate::vm::set_breaker(crate::vm::breaker::GC);
}

/// After a collection: the next one when `extra` more containers have come (at least the threshold).
pub fn set_next_collection(extra: isize) {
    let s = state();
    s.next = extra.max(20_000);
}
/// Containers allocated minus freed since the last `reset_pressure`.
#[inline(always)]
pub fn pressure() -> isize {
    state().pressure
}
/// Starts counting anew, after a collection.
pub fn reset_pressure() {
    state().pressure = 0;
}

/// Every live object, in no particular order.
#[cfg(test)]
pub fn live_objects() -> Vec<*mut Header> {
    let mut all = Vec::new();
    each_live(|p| all.push(p));
    all
}

/// Visits every live object; `f` allocates no objects and lets none go.
pub fn each_live(mut f: impl FnMut(*mut Header)) {
    let s = state();
    let mut visit = |cell: *mut u8| {
        // SAFETY: cells are at least 16 bytes; the mark word says what the cell holds.
        match unsafe { *(cell as *const usize).add(1) } {
            0 => {}
            1 => f(cell.wrapping_add(PRE_SIZE) as *mut Header),
            _ => f(cell as *mut Header),
        }
    };
    for page in &s.pages {
        for i in 0..page.used {
            visit(page.start.wrapping_add(i * page.cell));
        }
    }
    for &p in s.large.keys() {
        visit(p as *mut u8);
    }
}
