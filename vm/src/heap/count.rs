//! Reference counts: retain, release, and what happens when the last reference goes.

use super::header::{Header, flag};
use super::{alloc, weak};
use crate::object::Payload;
use crate::object::instance;
use crate::object::ty::TypeObj;
use crate::value::{Value, Word};
use std::cell::{Cell, RefCell};

/// Does the word point to a live object? The mark of a free cell stands where the shape was (see `alloc`).
fn is_alive(w: Word) -> bool {
    // SAFETY: cells stay readable after their object's end.
    unsafe { !(*w.as_ptr_unchecked()).shape.get().is_null() }
}

/// Counts one more reference.
///
/// # Safety
/// `w` is an immediate or points to a live object.
#[inline(always)]
pub unsafe fn retain(w: Word) {
    if w.is_ptr() {
        // SAFETY: the caller's promise.
        let rc = unsafe { &(*w.as_ptr_unchecked()).rc };
        debug_assert!(is_alive(w), "a reference to a dead object");
        rc.set(rc.get() + 1);
    }
}

/// Gives one reference back; frees the object when it was the last.
///
/// # Safety
/// The caller owns the reference and doesn't use it afterwards.
#[inline(always)]
pub unsafe fn release(w: Word) {
    if w.is_ptr() {
        // SAFETY: the caller owns a reference, so the object is alive.
        let h = unsafe { &*w.as_ptr_unchecked() };
        debug_assert!(is_alive(w), "a dead object is released");
        let rc = h.rc.get() - 1;
        h.rc.set(rc);
        if rc == 0 {
            // SAFETY: no reference is left.
            unsafe { dealloc(w.as_ptr_unchecked()) }
        }
    }
}

/// Nesting of deallocations beyond which they are queued instead, so that a long chain of objects
/// doesn't overflow the native stack.
const DEPTH_MAX: u32 = 100;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static LATER: RefCell<Vec<*mut Header>> = const { RefCell::new(Vec::new()) };
}

/// Ends an object whose count has reached zero.
///
/// # Safety
/// The count is zero and nobody else will touch the object.
#[cold]
#[inline(never)]
pub unsafe fn dealloc(h: *mut Header) {
    let depth = DEPTH.get();
    if depth >= DEPTH_MAX {
        return LATER.with_borrow_mut(|q| q.push(h));
    }
    DEPTH.set(depth + 1);
    // SAFETY: passed on from the caller.
    unsafe { dealloc_now(h) };
    if depth == 0 {
        while let Some(next) = LATER.with_borrow_mut(|q| q.pop()) {
            // SAFETY: queued by the branch above with a count of zero.
            unsafe { dealloc_now(next) };
        }
    }
    DEPTH.set(depth);
}

unsafe fn dealloc_now(p: *mut Header) {
    // SAFETY: the object is intact until its payload is dropped below.
    let h = unsafe { &*p };
    let ty = h.ty();
    if let Some(del) = ty.slots().del
        && !h.has(flag::FINALIZED)
        && !crate::builtins::generator::is_over(h)
    {
        h.set(flag::FINALIZED);
        h.rc.set(1);
        let this = std::mem::ManuallyDrop::new(unsafe { Value::from_owned(Word::ptr(p)) });
        crate::vm::with_current(|vm| vm.run_finalizer(del, &this));
        h.rc.set(h.rc.get() - 1);
        if h.rc.get() > 0 {
            return; // resurrected
        }
    }
    if h.has(flag::HAS_WEAKREF) {
        // Callbacks run while the object is still whole but can't be reached any more.
        h.rc.set(1);
        weak::clear(p, None);
        h.rc.set(0);
    }
    // The finaliser may have given the object another class.
    // SAFETY: no reference is left and the finaliser is done.
    unsafe { destroy(p, h.ty()) };
}

/// Drops payload and attributes and frees the cell, without finaliser or weak references.
///
/// # Safety
/// As for `dealloc`; `ty` is the object's type.
unsafe fn destroy(p: *mut Header, ty: &'static TypeObj) {
    let layout = ty.layout;
    // SAFETY: see above; the layout describes the payload of every instance of the type.
    unsafe {
        let flags = (*p).flags.get();
        let (size, attrs) = (instance::size_of(p), ty.has_attr_area());
        if attrs {
            instance::drop_attrs(p);
        }
        (layout.drop)(p);
        if layout.trace.is_some() || attrs {
            alloc::note_containers(-1);
        }
        if flags & flag::PRE != 0 {
            alloc::free((p as *mut u8).sub(alloc::PRE_SIZE), size + alloc::PRE_SIZE, flags);
        } else {
            alloc::free(p as *mut u8, size, flags);
        }
    }
    if ty.is_heap_type() {
        // An instance holds a reference to its class.
        let w = Word::ptr(&ty.object().head);
        // SAFETY: taken when the instance was made.
        unsafe { release(w) };
    }
}

/// Drops a payload in place; the usual `Layout::drop`.
///
/// # Safety
/// `h` points to an `Obj<T>` whose payload is not used afterwards.
pub unsafe fn drop_payload<T: Payload>(h: *mut Header) {
    // SAFETY: the caller's promise.
    unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut crate::object::Obj<T>)).data) }
}
