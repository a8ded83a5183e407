//! Weak references: a side table from object address to its weak reference objects. Those that are shared, because they have
//! no callback and no class of their own, come first; the others follow, the newest in front.

use super::header::{Header, flag};
use crate::value::{Value, Word};
use rustc_hash::FxHashMap as HashMap;
use std::cell::{Cell, RefCell};

/// Anything that wants to hear of an object's end. Lives inside a Python-visible weak reference.
pub struct WeakCell {
    target: Cell<*mut Header>,
}

impl WeakCell {
    /// A cell that refers to nothing (a dead reference).
    pub fn dead() -> WeakCell {
        WeakCell { target: Cell::new(std::ptr::null_mut()) }
    }
    /// The object, if it is still alive.
    pub fn get(&self) -> Option<Value> {
        let p = self.target.get();
        if p.is_null() {
            return None;
        }
        // SAFETY: `clear` sets the target to null before the object goes.
        Some(unsafe { Value::from_borrowed(Word::ptr(p)) })
    }
    /// Is the object gone?
    pub fn is_dead(&self) -> bool {
        self.target.get().is_null()
    }
}

/// Where a reference stands among those of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The shared `weakref.ref`.
    Reference,
    /// The shared proxy.
    Proxy,
    /// Any other.
    Other,
}

/// What is registered for an object: the weak reference object (not owned) and how to find its cell and callback.
#[derive(Clone, Copy)]
struct Entry {
    rank: Rank,
    reference: *mut Header,
    cell: *const WeakCell,
    callback: *const RefCell<Value>,
}

struct Table(RefCell<HashMap<usize, Vec<Entry>>>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Table {}
// SAFETY: as above.
unsafe impl Send for Table {}
static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| Table(RefCell::new(HashMap::default())));

/// Points `cell`, which lives inside the object `reference`, to `target`. `callback` is called with `reference` when the
/// target goes (unless it is `None`).
///
/// # Safety
/// `cell` and `callback` live inside `reference`, and `unregister` is called before `reference` goes.
pub unsafe fn register(target: &Value, reference: *mut Header, cell: &WeakCell, callback: &RefCell<Value>, rank: Rank) {
    let Some(h) = target.header() else { return };
    h.set(flag::HAS_WEAKREF);
    let p = h as *const Header as *mut Header;
    cell.target.set(p);
    let mut table = TABLE.0.borrow_mut();
    let list = table.entry(p as usize).or_default();
    let at = list.iter().position(|e| e.rank >= rank).unwrap_or(list.len());
    list.insert(at, Entry { rank, reference, cell, callback });
}

/// Forgets a weak reference object that is about to go.
pub fn unregister(cell: &WeakCell) {
    let p = cell.target.replace(std::ptr::null_mut());
    if p.is_null() {
        return;
    }
    let mut table = TABLE.0.borrow_mut();
    if let Some(list) = table.get_mut(&(p as usize)) {
        list.retain(|e| !std::ptr::eq(e.cell, cell));
        if list.is_empty() {
            table.remove(&(p as usize));
            // SAFETY: a registered target is alive.
            unsafe { (*p).unset(flag::HAS_WEAKREF) };
        }
    }
}

/// The weak reference objects of `target`, shared ones first, then the newest first.
pub fn references(target: &Value) -> Vec<Value> {
    let Some(h) = target.header() else { return Vec::new() };
    let table = TABLE.0.borrow();
    let Some(list) = table.get(&(h as *const Header as usize)) else { return Vec::new() };
    // SAFETY: registered reference objects are alive (they unregister before they go).
    list.iter().filter(|e| unsafe { (*e.reference).rc.get() > 0 }).map(|e| unsafe { Value::from_borrowed(Word::ptr(e.reference)) }).collect()
}

/// Kills all weak references to the object and runs their callbacks, newest first, as CPython does.
///
/// With `garbage`, which says whether an object is about to go as well, callbacks of references that go are not run.
pub fn clear(p: *mut Header, garbage: Option<&dyn Fn(*const Header) -> bool>) {
    let Some(list) = TABLE.0.borrow_mut().remove(&(p as usize)) else { return };
    // SAFETY: the object is alive while it is cleared.
    unsafe { (*p).unset(flag::HAS_WEAKREF) };
    let mut calls = Vec::new();
    for e in list.iter() {
        // SAFETY: registered cells live inside live reference objects.
        unsafe {
            (*e.cell).target.set(std::ptr::null_mut());
            let callback = (*e.callback).replace(Value::NONE);
            let heard = garbage.is_none_or(|g| !g(e.reference));
            if !callback.is_none() && heard && (*e.reference).rc.get() > 0 {
                calls.push((callback, Value::from_borrowed(Word::ptr(e.reference))));
            }
        }
    }
    for (callback, reference) in calls {
        crate::vm::with_current(|vm| vm.call_unraisable(&callback, &[reference]));
    }
}
