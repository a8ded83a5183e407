//! Attributes of instances: inline slots, the overflow array, and the switch to a real dict.
//!
//! ```text
//! header | payload | ext: *mut Ext | __slots__ words ... | inline slots ...
//! ```
//! Types whose payload is variable-sized keep the ext word 16 bytes before the header instead and have no inline words.

use super::shape::{SLOTS_MAX, Shape};
use super::ty::{TypeObj, flag as ty_flag};
use crate::builtins::dict::DictObj;
use crate::heap::alloc;
use crate::heap::header::{self, Header, flag};
use crate::object::dict::DictCore;
use crate::value::{Value, Word};

/// What doesn't fit the object itself.
#[derive(Default)]
pub struct Ext {
    /// Slots from `inline_cap` on.
    overflow: Vec<Value>,
    /// The dict, once there is one (NULL before).
    dict: Option<Value>,
    /// `__slots__` words of variable-sized objects.
    members: Vec<Value>,
}

/// Bytes of an object from its header on.
///
/// # Safety
/// `p` points to a live object.
pub unsafe fn size_of(p: *const Header) -> usize {
    // SAFETY: the caller's promise.
    let h = unsafe { &*p };
    let ty = h.ty();
    match ty.layout.size_of {
        // SAFETY: the layout belongs to the object.
        Some(f) => unsafe { f(p) },
        None if ty.has_attr_area() => {
            let s = h.shape();
            s.slots_offset() + s.inline_cap() * 8
        }
        None => ty.layout.size,
    }
}

/// Bytes that a value takes on the heap, without what its payload allocated elsewhere; immediates take a word.
pub fn bytes(v: &Value) -> usize {
    // SAFETY: a header that a value leads to belongs to a live object.
    v.header().map_or(std::mem::size_of::<Word>(), |_| unsafe { size_of(v.word().as_ptr_unchecked()) })
}

/// A cell for an instance of a type that may have attributes; `size` is that of the payload's object.
///
/// # Safety
/// The caller writes the payload at once.
pub unsafe fn raw_of(ty: &'static TypeObj, size: usize) -> *mut Header {
    // SAFETY: the cell has room for header, payload, ext word and slots; all are written here but the payload.
    unsafe {
        let exact = if ty.flags() & (ty_flag::HEAP | ty_flag::SHARES_LAYOUT) == 0 { flag::EXACT } else { 0 };
        if !ty.has_attr_area() {
            let p = super::raw(ty, size, exact);
            if ty.is_heap_type() {
                crate::heap::count::retain(Word::ptr(&ty.object().head));
            }
            return p;
        }
        let shape = ty.root_shape();
        let p;
        let mut flags = ty.layout.kind as u32 | exact;
        if ty.layout.size_of.is_some() {
            let (cell, large) = alloc::cell(size + alloc::PRE_SIZE);
            let words = cell as *mut usize;
            *words = 0;
            *words.add(1) = 1;
            p = cell.add(alloc::PRE_SIZE) as *mut Header;
            flags |= flag::PRE | large;
        } else {
            let total = shape.slots_offset() + shape.inline_cap() * 8;
            let (cell, large) = alloc::cell(total);
            p = cell as *mut Header;
            flags |= large;
            let mut w = cell.add(ty.attr_offset()) as *mut u64;
            *w = 0;
            let end = cell.add(total) as *mut u64;
            w = w.add(1);
            while w < end {
                *w = Word::NULL.0;
                w = w.add(1);
            }
        }
        (*p).rc.set(1);
        (*p).flags.set(flags);
        (*p).shape.set(shape);
        alloc::note_containers(1);
        if ty.is_heap_type() {
            crate::heap::count::retain(Word::ptr(&ty.object().head));
        }
        p
    }
}

/// Address of the ext word.
fn ext_word(h: &Header) -> *mut *mut Ext {
    let p = header::whole(h);
    if h.has(flag::PRE) { p.wrapping_sub(alloc::PRE_SIZE) as *mut *mut Ext } else { p.wrapping_add(h.ty().attr_offset()) as *mut *mut Ext }
}

fn ext(h: &Header) -> Option<&mut Ext> {
    // SAFETY: types with an attribute area have an ext word, null or a leaked box; borrows are short and don't nest.
    unsafe { (*ext_word(h)).as_mut() }
}

fn ext_or_new(h: &Header) -> &mut Ext {
    // SAFETY: as in `ext`.
    unsafe {
        let word = ext_word(h);
        if (*word).is_null() {
            *word = Box::into_raw(Box::default());
        }
        &mut **word
    }
}

/// Address of the word of slot `i`, or None when it is in the overflow array.
#[inline(always)]
fn inline_slot(h: &Header, shape: &Shape, i: usize) -> Option<*mut Value> {
    if i < shape.inline_cap() { Some(header::whole(h).wrapping_add(shape.slots_offset() + i * 8) as *mut Value) } else { None }
}

/// The attribute in slot `i`.
#[inline(always)]
pub fn slot_get(h: &Header, i: usize) -> Value {
    match inline_slot(h, h.shape(), i) {
        // SAFETY: slots below `inline_cap` lie inside the object.
        Some(p) => unsafe { (*p).clone() },
        None => ext(h).map_or(Value::NULL, |e| e.overflow[i - h.shape().inline_cap()].clone()),
    }
}

/// Overwrites slot `i`; the old value is returned, so that the caller drops it after the store.
#[inline(always)]
pub fn slot_set(h: &Header, i: usize, v: Value) -> Value {
    match inline_slot(h, h.shape(), i) {
        // SAFETY: as above.
        Some(p) => unsafe { std::mem::replace(&mut *p, v) },
        None => std::mem::replace(&mut ext_or_new(h).overflow[i - h.shape().inline_cap()], v),
    }
}

/// Adds the attribute of the last slot of `next`, a child of the object's shape.
#[inline(always)]
pub fn slot_add(h: &Header, next: &'static Shape, v: Value) {
    let i = next.len() - 1;
    h.shape.set(next);
    match inline_slot(h, next, i) {
        // SAFETY: as above; the word is NULL.
        Some(p) => unsafe { std::ptr::write(p, v) },
        None => {
            h.ty().note_slots(next.len());
            ext_or_new(h).overflow.push(v);
        }
    }
}

/// Do all attributes stand in the object's own words?
pub fn is_inline(h: &Header) -> bool {
    let shape = h.shape();
    h.ty().has_dict() && !h.has(flag::PRE) && h.ty().is_heap_type() && !shape.is_dict() && shape.len() <= shape.inline_cap()
}

/// The instance dict if the object has one already.
pub fn dict_of(h: &Header) -> Option<Value> {
    if !h.ty().has_dict() || !h.shape().is_dict() {
        return None;
    }
    ext(h).and_then(|e| e.dict.clone())
}

/// The dict of an object that allows one, made from its slots on first demand.
pub fn make_dict(h: &Header) -> Value {
    if let Some(d) = dict_of(h) {
        return d;
    }
    let shape = h.shape();
    let mut core = DictCore::new();
    for (i, name) in shape.names().into_iter().enumerate() {
        let v = slot_set(h, i, Value::NULL);
        core.insert_str(name, v);
    }
    let dict = super::new(DictObj::from_core(core));
    set_dict_raw(h, dict.clone());
    dict
}

fn set_dict_raw(h: &Header, dict: Value) {
    let e = ext_or_new(h);
    let old = e.dict.replace(dict);
    let overflow = std::mem::take(&mut e.overflow);
    h.shape.set(h.ty().dict_shape(h.shape().inline_cap()));
    drop((old, overflow));
}

/// Replaces the instance dict (`obj.__dict__ = d`).
pub fn replace_dict(h: &Header, dict: Value) {
    let shape = h.shape();
    let n = if shape.is_dict() { 0 } else { shape.len().min(shape.inline_cap()) };
    let old: Vec<Value> = (0..n).map(|i| slot_set(h, i, Value::NULL)).collect();
    set_dict_raw(h, dict);
    drop(old);
}

/// An attribute of the instance itself.
pub fn get(h: &Header, name: &Value) -> Option<Value> {
    let ty = h.ty();
    if !ty.has_dict() {
        return None;
    }
    let shape = h.shape();
    if shape.is_dict() {
        let e = ext(h)?;
        let dict = e.dict.as_ref()?;
        return dict.downcast::<DictObj>()?.get_str(name);
    }
    Some(slot_get(h, shape.find(name)?))
}

/// Sets an attribute of the instance itself; `name` is interned. Returns what must be dropped.
pub fn set(h: &Header, name: &Value, v: Value) -> Option<Value> {
    let shape = h.shape();
    if !shape.is_dict() {
        if let Some(i) = shape.find(name) {
            return Some(slot_set(h, i, v));
        }
        if shape.len() < SLOTS_MAX as usize {
            slot_add(h, shape.with(name), v);
            return None;
        }
    }
    let dict = make_dict(h);
    dict.downcast::<DictObj>().and_then(|d| d.set_str(name, v))
}

/// Deletes an attribute of the instance itself; None when there is none.
pub fn delete(h: &Header, name: &Value) -> Option<Value> {
    if !h.ty().has_dict() {
        return None;
    }
    if h.shape().is_dict() {
        return dict_of(h)?.downcast::<DictObj>()?.remove_str(name);
    }
    h.shape().find(name)?;
    let dict = make_dict(h);
    dict.downcast::<DictObj>()?.remove_str(name)
}

/// The `__slots__` word number `i`.
pub fn member(h: &Header, i: usize) -> Value {
    if h.has(flag::PRE) {
        return ext(h).and_then(|e| e.members.get(i).cloned()).unwrap_or(Value::NULL);
    }
    // SAFETY: member words lie between the ext word and the inline slots.
    unsafe { (*word(h, i)).clone() }
}

/// Address of word `i` behind the ext word: members come first, then inline slots.
fn word(h: &Header, i: usize) -> *mut Value {
    header::whole(h).wrapping_add(h.ty().attr_offset() + 8 + i * 8) as *mut Value
}

/// Overwrites the `__slots__` word number `i`.
pub fn set_member(h: &Header, i: usize, v: Value) -> Value {
    if h.has(flag::PRE) {
        let m = &mut ext_or_new(h).members;
        while m.len() <= i {
            m.push(Value::NULL);
        }
        return std::mem::replace(&mut m[i], v);
    }
    // SAFETY: as in `member`.
    unsafe { std::mem::replace(&mut *word(h, i), v) }
}

/// Number of words (members and inline slots) behind the ext word.
fn words(h: &Header) -> &[Value] {
    if h.has(flag::PRE) {
        return &[];
    }
    let ty = h.ty();
    let shape = h.shape();
    let n = (shape.slots_offset() + shape.inline_cap() * 8 - (ty.attr_offset() + 8)) / 8;
    // SAFETY: these words lie inside the object and always hold values.
    unsafe { std::slice::from_raw_parts(word(h, 0), n) }
}

/// Drops all attributes of a dying object.
///
/// # Safety
/// The object is not used afterwards.
pub unsafe fn drop_attrs(p: *mut Header) {
    // SAFETY: the object is intact; each word is dropped once.
    unsafe {
        let h = &*p;
        let first = word(h, 0);
        for i in 0..words(h).len() {
            std::ptr::drop_in_place(first.add(i));
        }
        let e = *ext_word(h);
        if !e.is_null() {
            drop(Box::from_raw(e));
        }
    }
}

/// Visits all attribute values.
///
/// # Safety
/// `p` points to a live object of a type with an attribute area.
pub unsafe fn trace_attrs(p: *mut Header, visit: &mut dyn FnMut(&Value)) {
    // SAFETY: the caller's promise.
    let h = unsafe { &*p };
    words(h).iter().for_each(&mut *visit);
    if let Some(e) = ext(h) {
        e.overflow.iter().for_each(&mut *visit);
        e.members.iter().for_each(&mut *visit);
        e.dict.iter().for_each(&mut *visit);
    }
}

/// Breaks cycles: lets go of all attribute values of an unreachable object.
///
/// # Safety
/// As for `trace_attrs`; the caller holds a reference.
pub unsafe fn clear_attrs(p: *mut Header) {
    // SAFETY: the caller's promise.
    let h = unsafe { &*p };
    let shape = h.shape();
    let ty = h.ty();
    let mut gone = Vec::new();
    for i in 0..words(h).len() {
        // SAFETY: index within the words.
        let w = unsafe { &mut *word(h, i) };
        gone.push(std::mem::replace(w, Value::NULL));
    }
    let e = ext(h).map(std::mem::take);
    h.shape.set(ty.root_with_cap(shape.inline_cap()));
    drop((gone, e));
}

/// A plain instance of a class whose layout is `object`'s.
#[inline]
pub fn new_plain(ty: &'static TypeObj) -> Value {
    // SAFETY: the payload is empty; `raw_of` writes header and attribute words.
    unsafe { Value::from_owned(Word::ptr(raw_of(ty, super::super::heap::header::SIZE))) }
}

/// `obj.__class__ = ty` for types of the same layout: attributes move to a dict, which any shape of the new type can name.
pub fn change_type(h: &Header, ty: &'static TypeObj) {
    let old = h.ty();
    if old.has_dict() {
        make_dict(h);
        h.shape.set(ty.dict_shape(h.shape().inline_cap()));
    } else {
        h.shape.set(ty.root_with_cap(h.shape().inline_cap()));
    }
    // The instance's reference to its class moves along.
    // SAFETY: one reference to the old class was taken when the instance was made.
    unsafe {
        if ty.is_heap_type() {
            crate::heap::count::retain(Word::ptr(&ty.object().head));
        }
        if old.is_heap_type() {
            crate::heap::count::release(Word::ptr(&old.object().head));
        }
    }
}
