//! The registers of a generator. Most generators have few, which stand in the object itself: making one then takes one cell of the
//! heap and nothing from the system. The address is kept, because it is what frames and compiled code ask for.

use crate::heap::count;
use crate::value::{Value, Word};
use std::cell::{Cell, UnsafeCell};

/// How many stand in the object.
const INLINE: usize = 12;

/// Registers: immediates, NULL or owned references.
pub struct Registers {
    at: Cell<*mut Word>,
    len: usize,
    inline: UnsafeCell<[Word; INLINE]>,
    spilled: UnsafeCell<Box<[Word]>>,
}

impl Registers {
    /// Where the address stands.
    pub const ADDRESS: usize = std::mem::offset_of!(Registers, at);

    /// `n` registers, all NULL. They have no address before the object has its place: see `settle`.
    pub fn new(n: usize) -> Registers {
        let spilled = if n > INLINE { vec![Word::NULL; n] } else { Vec::new() };
        Registers {
            at: Cell::new(std::ptr::null_mut()),
            len: n,
            inline: UnsafeCell::new([Word::NULL; INLINE]),
            spilled: UnsafeCell::new(spilled.into_boxed_slice()),
        }
    }
    /// The object doesn't move from here on.
    pub fn settle(&self) {
        let spilled = self.len > INLINE;
        // SAFETY: nobody else looks at the registers yet.
        self.at.set(unsafe { if spilled { (*self.spilled.get()).as_mut_ptr() } else { (*self.inline.get()).as_mut_ptr() } });
    }
    /// Address of the first.
    #[inline(always)]
    pub fn window(&self) -> *mut Word {
        self.at.get()
    }
    /// Visits what they hold.
    pub fn visit(&self, visit: &mut dyn FnMut(&Value)) {
        for k in 0..self.len {
            // SAFETY: registers hold immediates or owned references; visiting borrows them.
            visit(unsafe { Value::view(&*self.window().add(k)) });
        }
    }
    /// They hold nothing any more: their references were moved elsewhere.
    pub fn forget(&self) {
        for k in 0..self.len {
            // SAFETY: immediates need no releasing.
            unsafe { *self.window().add(k) = Word::NULL };
        }
    }
    /// Releases what they hold.
    pub fn clear(&self) {
        for k in 0..self.len {
            // SAFETY: each word is released once and replaced before the release can run code.
            unsafe { count::release(self.window().add(k).replace(Word::NULL)) };
        }
    }
}
