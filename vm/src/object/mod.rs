//! Objects: payloads behind a header, how they are made, and the protocols every object has.

pub mod attr;
pub mod dict;
pub mod drain;
pub mod error;
pub mod instance;
pub mod intern;
pub mod layout;
pub mod ops;
pub mod shape;
pub mod slots;
#[cfg(test)]
mod tests;
pub mod ty;

use crate::heap::header::{Header, Kind, flag};
use crate::heap::{alloc, count};
use crate::native::TypeDef;
use crate::value::{Value, Word};
use std::any::TypeId;
use std::ops::Deref;
use ty::TypeObj;

/// An object with payload `T`. Only ever seen behind a reference; the heap makes it.
#[repr(C)]
pub struct Obj<T> {
    /// Count, flags, shape.
    pub head: Header,
    /// What the type adds.
    pub data: T,
}

impl<T> Deref for Obj<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T> Obj<T> {
    /// A new reference to this object.
    #[inline(always)]
    pub fn value(&self) -> Value {
        // SAFETY: an `Obj` lives on the heap behind its header and is alive while borrowed.
        unsafe { Value::from_borrowed(Word::ptr(&self.head)) }
    }
    /// The type, which may be a Python subclass.
    #[inline(always)]
    pub fn ty(&self) -> &'static TypeObj {
        self.head.ty()
    }
    /// Is this the object that `v` refers to?
    #[inline(always)]
    pub fn is(&self, v: &Value) -> bool {
        v.word() == Word::ptr(&self.head)
    }
}

/// What a Rust struct must say to be the payload of a Python object.
///
/// Payloads are shared references all their life, so they change through `Cell`, `RefCell` or the accessors of the core
/// types. A `RefCell` must never be borrowed while Python code may run.
pub trait Payload: Sized + 'static {
    /// Storage kind; `Kind::Native` for everything outside the core.
    const KIND: Kind = Kind::Native;
    /// Does it hold references to other objects, so that it can be part of a cycle?
    const TRACED: bool = false;
    /// Are instances longer than `Obj<Self>` (items follow the payload)?
    const VAR_SIZE: bool = false;
    /// The built-in type of exact instances.
    fn def() -> &'static TypeDef;
    /// Calls `visit` with every reference held.
    fn trace(&self, _visit: &mut dyn FnMut(&Value)) {}
    /// Drops references that may be part of a cycle; the object stays usable.
    fn clear(&self) {}
    /// Size in bytes of this instance (only asked when `VAR_SIZE`).
    fn size(this: &Obj<Self>) -> usize {
        std::mem::size_of_val(this)
    }
}

/// How to handle a payload without knowing its Rust type.
pub struct Layout {
    /// Storage kind of instances.
    pub kind: Kind,
    /// Bytes of `Obj<T>`.
    pub size: usize,
    /// Bytes of a given instance, for variable-sized payloads.
    pub size_of: Option<unsafe fn(*const Header) -> usize>,
    /// Tells native payloads apart.
    pub type_id: TypeId,
    /// Drops the payload in place.
    pub drop: unsafe fn(*mut Header),
    /// Visits the references of the payload.
    pub trace: Option<unsafe fn(*mut Header, &mut dyn FnMut(&Value))>,
    /// Breaks cycles through the payload.
    pub clear: Option<unsafe fn(*mut Header)>,
}

impl Layout {
    /// The layout of payload `T`.
    pub const fn of<T: Payload>() -> Layout {
        unsafe fn trace<T: Payload>(h: *mut Header, visit: &mut dyn FnMut(&Value)) {
            // SAFETY: called through the layout of the object's own type.
            unsafe { (*(h as *const Obj<T>)).data.trace(visit) }
        }
        unsafe fn clear<T: Payload>(h: *mut Header) {
            // SAFETY: as above.
            unsafe { (*(h as *const Obj<T>)).data.clear() }
        }
        unsafe fn size_of<T: Payload>(h: *const Header) -> usize {
            // SAFETY: as above.
            unsafe { T::size(&*(h as *const Obj<T>)) }
        }
        Layout {
            kind: T::KIND,
            size: std::mem::size_of::<Obj<T>>(),
            size_of: if T::VAR_SIZE { Some(size_of::<T>) } else { None },
            type_id: TypeId::of::<T>(),
            drop: count::drop_payload::<T>,
            trace: if T::TRACED { Some(trace::<T>) } else { None },
            clear: if T::TRACED { Some(clear::<T>) } else { None },
        }
    }
}

/// Payload of plain instances: nothing.
pub struct Plain;
impl Payload for Plain {
    const KIND: Kind = Kind::Object;
    fn def() -> &'static TypeDef {
        &crate::builtins::object::TYPE
    }
}

/// A new object of the payload's own type.
#[inline(always)]
pub fn new<T: Payload>(data: T) -> Value {
    let ty = T::def().get();
    // SAFETY: the type's layout is that of `T`; the cell gets its payload before anyone sees it.
    unsafe {
        let size = std::mem::size_of::<Obj<T>>();
        let p = if ty.has_attr_area() { instance::raw_of(ty, size) } else { raw(ty, size, flag::EXACT) };
        std::ptr::write(&raw mut (*(p as *mut Obj<T>)).data, data);
        Value::from_owned(Word::ptr(p))
    }
}

/// A new object of type `ty`, which is the payload's own type or a subclass of it.
pub fn new_of<T: Payload>(ty: &'static TypeObj, data: T) -> Value {
    assert!(ty.layout.type_id == TypeId::of::<T>(), "{} has another layout", ty.name());
    if std::ptr::eq(ty, T::def().get()) {
        return new(data);
    }
    // SAFETY: checked above.
    unsafe {
        let p = instance::raw_of(ty, std::mem::size_of::<Obj<T>>());
        std::ptr::write(&raw mut (*(p as *mut Obj<T>)).data, data);
        Value::from_owned(Word::ptr(p))
    }
}

/// A cell with its header filled in for a type without attributes; the payload is not written yet.
///
/// # Safety
/// The caller writes the payload at once. `size` is at least the payload's.
#[inline(always)]
pub unsafe fn raw(ty: &'static TypeObj, size: usize, flags: u32) -> *mut Header {
    let (cell, large) = alloc::cell(size);
    let h = cell as *mut Header;
    // SAFETY: the cell has at least 16 bytes and is ours.
    unsafe {
        (*h).rc.set(1);
        (*h).flags.set(ty.layout.kind as u32 | flags | large);
        (*h).shape.set(ty.root_shape());
    }
    if ty.layout.trace.is_some() {
        alloc::note_containers(1);
    }
    h
}

/// A reference that is known to have payload `T`.
pub struct Ref<T: Payload>(Value, std::marker::PhantomData<T>);

impl<T: Payload> Ref<T> {
    /// A new object.
    pub fn new(data: T) -> Ref<T> {
        Ref(new(data), std::marker::PhantomData)
    }
    /// Checks the payload; gives the value back when it is another.
    pub fn from_value(v: Value) -> Result<Ref<T>, Value> {
        if v.downcast::<T>().is_some() { Ok(Ref(v, std::marker::PhantomData)) } else { Err(v) }
    }
    /// The value, borrowed.
    pub fn as_value(&self) -> &Value {
        &self.0
    }
    /// The value, owned.
    pub fn into_value(self) -> Value {
        self.0
    }
}

impl<T: Payload> Deref for Ref<T> {
    type Target = Obj<T>;
    #[inline(always)]
    fn deref(&self) -> &Obj<T> {
        // SAFETY: checked when the reference was made; payloads never change their Rust type.
        unsafe { &*(self.0.word().as_ptr_unchecked() as *const Obj<T>) }
    }
}

impl<T: Payload> Clone for Ref<T> {
    fn clone(&self) -> Ref<T> {
        Ref(self.0.clone(), std::marker::PhantomData)
    }
}
