//! list.

use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
use std::cell::UnsafeCell;

/// Payload of lists.
#[repr(C)]
pub struct ListObj {
    items: UnsafeCell<Vec<Value>>,
}

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ListObj>("list");

impl Payload for ListObj {
    const KIND: Kind = Kind::List;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.items().iter().for_each(visit);
    }
    fn clear(&self) {
        drop(self.take());
    }
}

impl ListObj {
    /// A payload with these items.
    pub fn from_vec(items: Vec<Value>) -> ListObj {
        ListObj { items: UnsafeCell::new(items) }
    }
    /// The items, borrowed: the borrow must end before anything that may run Python code or change this list.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: one thread; nobody changes the list during a short borrow.
        unsafe { &*self.items.get() }
    }
    /// The vector, for changes that run no Python code. Old values must be kept and dropped after the borrow.
    #[allow(clippy::mut_from_ref, reason = "short borrows; see the doc")]
    #[inline(always)]
    pub fn vec(&self) -> &mut Vec<Value> {
        // SAFETY: as above.
        unsafe { &mut *self.items.get() }
    }
    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.items().len()
    }
    /// No items?
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }
    /// Item `i`.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        self.items().get(i).cloned()
    }
    /// Replaces item `i`; the old one, or the new one back when `i` is out of range.
    #[inline(always)]
    pub fn set(&self, i: usize, v: Value) -> Result<Value, Value> {
        match self.vec().get_mut(i) {
            Some(p) => Ok(std::mem::replace(p, v)),
            None => Err(v),
        }
    }
    /// Appends.
    #[inline(always)]
    pub fn push(&self, v: Value) {
        self.vec().push(v);
    }
    /// A copy of the items.
    pub fn to_vec(&self) -> Vec<Value> {
        self.items().to_vec()
    }
    /// Takes all items out.
    pub fn take(&self) -> Vec<Value> {
        std::mem::take(self.vec())
    }
    /// Puts other items in; the old ones.
    pub fn replace(&self, items: Vec<Value>) -> Vec<Value> {
        std::mem::replace(self.vec(), items)
    }
}

/// A list of these items.
pub fn new(items: Vec<Value>) -> Value {
    object::new(ListObj::from_vec(items))
}
