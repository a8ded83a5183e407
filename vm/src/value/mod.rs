//! `Value`: one owned Python value.
//!
//! A `Value` owns one reference to its object (none for immediates): `clone` retains, dropping releases. Borrowed values
//! are `&Value`; bare words (`Word`) appear only in the interpreter and in compiled code.

pub mod repr;
#[cfg(test)]
mod tests;

use crate::heap::count;
use crate::heap::header::{Header, Kind};
use crate::object::ty::TypeObj;
use crate::object::{Obj, Payload};
pub use repr::Word;

/// One owned reference to a Python value.
#[repr(transparent)]
pub struct Value(Word);

// SAFETY: values are only touched by the thread that holds the interpreter lock (`threads::lock`).
unsafe impl Send for Value {}
// SAFETY: as above.
unsafe impl Sync for Value {}

impl Value {
    /// No value. Never visible to Python code.
    pub const NULL: Value = Value(Word::NULL);
    /// `None`.
    pub const NONE: Value = Value(Word::NONE);
    /// `True`.
    pub const TRUE: Value = Value(Word::TRUE);
    /// `False`.
    pub const FALSE: Value = Value(Word::FALSE);
    /// `NotImplemented`.
    pub const NOT_IMPLEMENTED: Value = Value(Word::NOT_IMPLEMENTED);
    /// `Ellipsis`.
    pub const ELLIPSIS: Value = Value(Word::ELLIPSIS);

    /// An int of any i64 (boxed when it needs more than 61 bits).
    #[inline]
    pub fn int(v: i64) -> Value {
        match Word::int(v) {
            Some(w) => Value(w),
            None => crate::builtins::int::boxed(v as i128),
        }
    }
    /// A length or index.
    #[inline]
    pub fn usize(v: usize) -> Value {
        Value::int(v as i64)
    }
    /// A float (boxed when its exponent is extreme).
    #[inline]
    pub fn float(f: f64) -> Value {
        match Word::float(f) {
            Some(w) => Value(w),
            None => crate::builtins::float::boxed(f),
        }
    }
    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        Value(Word::bool(b))
    }
    /// A new str object.
    pub fn str(s: &str) -> Value {
        crate::builtins::str::from_str(s)
    }
    /// `None` for None, the value otherwise.
    pub fn or_none(v: Option<Value>) -> Value {
        v.unwrap_or(Value::NONE)
    }

    /// Takes over the reference that `w` owns.
    ///
    /// # Safety
    /// `w` owns one reference to a live object, or is an immediate.
    #[inline(always)]
    pub unsafe fn from_owned(w: Word) -> Value {
        Value(w)
    }
    /// Makes an owned value from a borrowed word.
    ///
    /// # Safety
    /// `w` is an immediate or points to a live object.
    #[inline(always)]
    pub unsafe fn from_borrowed(w: Word) -> Value {
        // SAFETY: the caller's promise.
        unsafe { count::retain(w) };
        Value(w)
    }
    /// Views a borrowed word as a value.
    ///
    /// # Safety
    /// The word stays valid while the reference is used.
    #[inline(always)]
    pub unsafe fn view(w: &Word) -> &Value {
        // SAFETY: `Value` is a transparent wrapper of `Word`.
        unsafe { &*(w as *const Word as *const Value) }
    }
    /// Gives the reference away as a bare word.
    #[inline(always)]
    pub fn into_word(self) -> Word {
        let w = self.0;
        std::mem::forget(self);
        w
    }
    /// The bare word, borrowed.
    #[inline(always)]
    pub const fn word(&self) -> Word {
        self.0
    }

    /// Is there no value?
    #[inline(always)]
    pub fn is_null(&self) -> bool {
        self.0 == Word::NULL
    }
    /// The value unless NULL.
    #[inline(always)]
    pub fn opt(&self) -> Option<&Value> {
        if self.is_null() { None } else { Some(self) }
    }
    /// Is it `None`?
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.0 == Word::NONE
    }
    /// Neither missing nor `None`.
    #[inline(always)]
    pub fn some(&self) -> Option<&Value> {
        if self.is_null() || self.is_none() { None } else { Some(self) }
    }
    /// Is it `NotImplemented`?
    #[inline(always)]
    pub fn is_not_implemented(&self) -> bool {
        self.0 == Word::NOT_IMPLEMENTED
    }
    /// Object identity (`is`).
    #[inline(always)]
    pub fn is(&self, other: &Value) -> bool {
        self.0 == other.0
    }
    /// Is it `True` or `False`? (None when it isn't a bool.)
    #[inline(always)]
    pub fn as_bool(&self) -> Option<bool> {
        if self.0.is_bool() { Some(self.0 == Word::TRUE) } else { None }
    }
    /// An immediate int. Bools and boxed ints answer None; see `int::as_i64` for those.
    #[inline(always)]
    pub fn as_small_int(&self) -> Option<i64> {
        if self.0.is_int() { Some(self.0.as_int_unchecked()) } else { None }
    }
    /// An exact or subclassed float.
    #[inline]
    pub fn as_float(&self) -> Option<f64> {
        if self.0.is_float() {
            return Some(self.0.as_float_unchecked());
        }
        self.downcast::<crate::builtins::float::FloatObj>().map(|f| f.value)
    }
    /// The heap object, if it is one.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        if self.0.is_ptr() {
            // SAFETY: a pointer word that is owned points to a live object.
            Some(unsafe { &*self.0.as_ptr_unchecked() })
        } else {
            None
        }
    }
    /// Storage kind of a heap object; `Kind::None` for immediates.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        self.header().map_or(Kind::Immediate, |h| h.kind())
    }
    /// The object with payload `T` (also for instances of Python subclasses of its type).
    #[inline(always)]
    pub fn downcast<T: Payload>(&self) -> Option<&Obj<T>> {
        let h = self.header()?;
        if T::KIND != Kind::Native {
            if h.kind() != T::KIND {
                return None;
            }
        } else if h.kind() != Kind::Native || h.ty().layout.type_id != std::any::TypeId::of::<T>() {
            return None;
        }
        // SAFETY: the kind (or the layout's type id) says that the payload is a `T`.
        Some(unsafe { &*(self.0.as_ptr_unchecked() as *const Obj<T>) })
    }
    /// The object with payload `T` if its type is exactly the built-in one.
    #[inline(always)]
    pub fn downcast_exact<T: Payload>(&self) -> Option<&Obj<T>> {
        self.downcast::<T>().filter(|o| std::ptr::eq(o.head.ty(), T::def().get()))
    }
    /// The type of the value.
    #[inline]
    pub fn ty(&self) -> &'static TypeObj {
        match self.header() {
            Some(h) => h.ty(),
            None => crate::object::ty::of_immediate(self.0),
        }
    }
}

impl Clone for Value {
    #[inline(always)]
    fn clone(&self) -> Value {
        // SAFETY: an owned value is alive.
        unsafe { Value::from_borrowed(self.0) }
    }
}

impl Drop for Value {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the value owns one reference and is not used afterwards.
        unsafe { count::release(self.0) }
    }
}

impl Default for Value {
    fn default() -> Value {
        Value::NONE
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::bool(b)
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Value {
        Value::int(v)
    }
}
impl From<f64> for Value {
    fn from(v: f64) -> Value {
        Value::float(v)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Value {
        Value::str(v)
    }
}
impl From<String> for Value {
    fn from(v: String) -> Value {
        Value::str(&v)
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.as_small_int(), self.as_bool()) {
            _ if self.is_null() => write!(f, "NULL"),
            _ if self.is_none() => write!(f, "None"),
            (Some(i), _) => write!(f, "{i}"),
            (_, Some(b)) => write!(f, "{b}"),
            _ if self.0.is_float() => write!(f, "{}", self.0.as_float_unchecked()),
            _ => write!(f, "<{} at {:#x}>", self.ty().name(), self.0.0),
        }
    }
}
