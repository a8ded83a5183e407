//! tuple: items stand in the object itself.

use crate::heap::header::{Header, Kind, flag};
use crate::native::TypeDef;
use crate::object::ty::TypeObj;
use crate::object::{Obj, Payload, instance};
use crate::value::{Value, Word};
use std::cell::OnceCell;

/// Payload of tuples; `len` values follow it.
#[repr(C)]
pub struct TupleObj {
    len: usize,
}

/// Offset of the length for compiled code.
pub const LEN_OFFSET: usize = 16;
/// Offset of the first item for compiled code.
pub const ITEMS_OFFSET: usize = 24;
const _: () = assert!(std::mem::size_of::<Obj<TupleObj>>() == ITEMS_OFFSET);

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<TupleObj>("tuple");

impl Payload for TupleObj {
    const KIND: Kind = Kind::Tuple;
    const TRACED: bool = true;
    const VAR_SIZE: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn size(this: &Obj<TupleObj>) -> usize {
        ITEMS_OFFSET + this.len * 8
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.items().iter().for_each(visit);
    }
}

impl Drop for TupleObj {
    fn drop(&mut self) {
        for v in self.items() {
            // SAFETY: each item is dropped once, with its tuple.
            unsafe { std::ptr::drop_in_place(v as *const Value as *mut Value) };
        }
    }
}

impl TupleObj {
    /// The items.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `len` values follow the payload in every tuple object.
        unsafe { std::slice::from_raw_parts((self as *const TupleObj).add(1) as *const Value, self.len) }
    }
    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }
    /// No items?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

struct Empty(OnceCell<Value>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Empty {}
static EMPTY: Empty = Empty(OnceCell::new());

/// A tuple of these items.
pub fn new(items: Vec<Value>) -> Value {
    if items.is_empty() {
        return EMPTY.0.get_or_init(|| make(TYPE.get(), 0, std::iter::empty())).clone();
    }
    make(TYPE.get(), items.len(), items.into_iter())
}
/// A tuple of borrowed items.
pub fn from_slice(items: &[Value]) -> Value {
    if items.is_empty() {
        return new(Vec::new());
    }
    make(TYPE.get(), items.len(), items.iter().cloned())
}
/// A tuple that takes over the references in `words`.
///
/// # Safety
/// Each word owns a reference, which the caller gives away.
#[inline]
pub unsafe fn from_words(words: &[Word]) -> Value {
    if words.is_empty() {
        return new(Vec::new());
    }
    // SAFETY: passed on.
    make(TYPE.get(), words.len(), words.iter().map(|w| unsafe { Value::from_owned(*w) }))
}
/// An instance of a tuple subclass.
pub fn new_of(ty: &'static TypeObj, items: Vec<Value>) -> Value {
    if std::ptr::eq(ty, TYPE.get()) { new(items) } else { make(ty, items.len(), items.into_iter()) }
}

fn make(ty: &'static TypeObj, len: usize, items: impl Iterator<Item = Value>) -> Value {
    let size = ITEMS_OFFSET + len * 8;
    // SAFETY: the cell has room for `len` items, all written before the value is visible; iterators given here don't call out.
    unsafe {
        let h: *mut Header = if std::ptr::eq(ty, TYPE.get()) { crate::object::raw(ty, size, flag::EXACT) } else { instance::raw_of(ty, size) };
        let o = h as *mut Obj<TupleObj>;
        std::ptr::write(&raw mut (*o).data, TupleObj { len });
        let mut p = (h as *mut u8).add(ITEMS_OFFSET) as *mut Value;
        for v in items {
            std::ptr::write(p, v);
            p = p.add(1);
        }
        Value::from_owned(Word::ptr(h))
    }
}

/// The items of a tuple value (nothing when it isn't one).
#[inline]
pub fn items(v: &Value) -> &[Value] {
    v.downcast::<TupleObj>().map_or(&[], |t| t.items())
}
