//! The one place that jumps into machine code.

use super::Installed;
use crate::lower::abi::JitContext;
use std::sync::atomic::Ordering;

/// (The third argument is a function's, and not looked at when its code is entered anywhere but at its beginning.)
type Entry = unsafe extern "C" fn(*mut JitContext, *mut u64, u64) -> u64;

impl Installed {
    /// Runs the region from its entry and returns the number of the exit it left through; None if it is not valid any more
    /// (then nothing happened).
    ///
    /// # Safety
    /// `base` is the register window that the region was recorded for (or one of the same code object at the same pc) and
    /// is as large as its snapshots' register numbers; the references in it are handed over. The region's constants are
    /// alive, and `context` and all addresses compiled in are valid.
    pub unsafe fn enter(&self, context: &mut JitContext, base: *mut u64) -> Option<usize> {
        if !self.is_valid() {
            return None;
        }
        self.inside.fetch_add(1, Ordering::AcqRel);
        // SAFETY: `entry` is the executable address of code with this signature; `piece` keeps it in place while `self` lives.
        let entry: Entry = unsafe { std::mem::transmute(self.entry) };
        // SAFETY: the caller's promise.
        let exit = unsafe { entry(context, base, 0) };
        self.inside.fetch_sub(1, Ordering::AcqRel);
        Some(exit as usize)
    }
    /// Runs a function from a fragment or an inner entry on, to its end, and returns its result, an owned word.
    ///
    /// # Safety
    /// As for `enter`; the exit's live values are in the context's buffer, and the code is valid.
    pub unsafe fn call(&self, context: &mut JitContext, base: *mut u64) -> u64 {
        self.inside.fetch_add(1, Ordering::AcqRel);
        // SAFETY: as above.
        let entry: Entry = unsafe { std::mem::transmute(self.entry) };
        // SAFETY: the caller's promise.
        let word = unsafe { entry(context, base, 0) };
        self.inside.fetch_sub(1, Ordering::AcqRel);
        word
    }
}
