//! Type objects: bases and MRO, the attribute dict, the slot table, versions, and the shapes of instances.
//!
//! A type's `version` is a process-wide unique number that changes whenever an attribute of the type or of one of its bases
//! changes; caches of attribute lookups compare it.

use super::dict::DictObj;
use super::shape::Shape;
use super::slots::{self, TypeSlots};
use super::{Layout, Obj, Payload};
use crate::heap::header::{self, Header, Kind};
use crate::native::TypeDef;
use crate::value::{Value, Word};
use std::cell::{Cell, RefCell, UnsafeCell};

/// Attributes that may sit in the object itself; more go to its overflow array.
const INLINE_MAX: usize = 32;

/// Bits of `TypeObj::flags`.
pub mod flag {
    /// May be subclassed.
    pub const BASETYPE: u32 = 1;
    /// Instances have a `__dict__`.
    pub const HAS_DICT: u32 = 1 << 1;
    /// Made by a class statement or `type(...)`; instances count a reference to it.
    pub const HEAP: u32 = 1 << 2;
    /// `__match_args__`-less positional self match (int, str, ...).
    pub const MATCH_SELF: u32 = 1 << 3;
    /// Matches sequence patterns.
    pub const SEQUENCE: u32 = 1 << 4;
    /// Matches mapping patterns.
    pub const MAPPING: u32 = 1 << 5;
    /// Has abstract methods.
    pub const ABSTRACT: u32 = 1 << 6;
    /// Attributes can't be set from Python.
    pub const IMMUTABLE: u32 = 1 << 7;
    /// Functions found on the type take the instance as first argument when called as methods (plain functions and
    /// native method descriptors).
    pub const METHOD_DESCRIPTOR: u32 = 1 << 8;
    /// Instances can be weakly referenced.
    pub const WEAKREF: u32 = 1 << 9;
    /// Instances can't be made by calling the type.
    pub const NO_NEW: u32 = 1 << 10;
    /// Exception classes.
    pub const EXCEPTION: u32 = 1 << 11;
    /// A native type with its base's payload: its instances are not exactly the base's.
    pub const SHARES_LAYOUT: u32 = 1 << 12;
    /// Has `__class_getitem__` that makes generic aliases.
    pub const GENERIC: u32 = 1 << 13;
    /// An iterator whose `next` runs no Python code unless the values that it holds do, see `interp::quiet`.
    pub const QUIET_NEXT: u32 = 1 << 14;
    /// With `QUIET_NEXT`: whatever it holds, its `next` runs no Python code.
    pub const LEAF_NEXT: u32 = 1 << 15;
}

/// The payload of type objects.
pub struct TypeObj {
    name: RefCell<Value>,
    /// `__qualname__` of heap types.
    pub qualname: RefCell<Value>,
    name_text: RefCell<String>,
    /// Direct base whose layout this type extends; NULL for object.
    base: RefCell<Value>,
    /// Tuple of bases.
    bases: RefCell<Value>,
    /// Method resolution order, this type first (borrowed pointers; `mro_tuple` owns them).
    mro: RefCell<Vec<&'static TypeObj>>,
    mro_tuple: RefCell<Value>,
    dict: RefCell<Value>,
    dict_ptr: Cell<*const Obj<DictObj>>,
    slots: UnsafeCell<TypeSlots>,
    /// `flag` bits.
    flags: Cell<u32>,
    version: Cell<u32>,
    /// Payload of instances.
    pub layout: &'static Layout,
    /// Offset of the ext word (fixed-size payloads); 0 when instances have no attribute area.
    attr_offset: Cell<u32>,
    /// Number of `__slots__` words, inherited ones included.
    n_members: Cell<u32>,
    root: Cell<*const Shape>,
    dict_roots: RefCell<Vec<*const Shape>>,
    roots: RefCell<Vec<*const Shape>>,
    shapes: Shapes,
    subclasses: RefCell<Vec<*const TypeObj>>,
    /// Where a native type comes from.
    pub def: Option<&'static TypeDef>,
}

impl Payload for TypeObj {
    const KIND: Kind = Kind::Type;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &crate::builtins::type_::TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.base.borrow());
        visit(&self.bases.borrow());
        visit(&self.mro_tuple.borrow());
        visit(&self.dict.borrow());
    }
    fn clear(&self) {
        drop(self.dict().take());
        let old = self.mro_tuple.replace(Value::NULL);
        drop(old);
    }
}

impl Drop for TypeObj {
    fn drop(&mut self) {
        self.leave_bases();
        lookup_cache_clear();
    }
}

static NEXT_VERSION: crate::threads::counter::Counter = crate::threads::counter::Counter::new();
fn next_version() -> u32 {
    NEXT_VERSION.next()
}

/// The shapes that a type owns. Raw, because references to them are out while the list grows: moving a `Box` claims to be
/// the only way to what it holds.
#[derive(Default)]
struct Shapes(RefCell<Vec<*mut Shape>>);

impl Drop for Shapes {
    fn drop(&mut self) {
        for &p in self.0.get_mut().iter() {
            // SAFETY: made by `own_shape` from a box; the type that goes now was the last to know it.
            drop(unsafe { Box::from_raw(p) });
        }
    }
}

impl TypeObj {
    /// A type object's payload; `finish` must be called on the object before use.
    pub fn blank(name: &str, layout: &'static Layout, flags: u32, def: Option<&'static TypeDef>) -> TypeObj {
        TypeObj {
            name: RefCell::new(Value::NULL),
            qualname: RefCell::new(Value::NULL),
            name_text: RefCell::new(name.to_string()),
            base: RefCell::new(Value::NULL),
            bases: RefCell::new(Value::NULL),
            mro: RefCell::default(),
            mro_tuple: RefCell::new(Value::NULL),
            dict: RefCell::new(Value::NULL),
            dict_ptr: Cell::new(std::ptr::null()),
            slots: UnsafeCell::default(),
            flags: Cell::new(flags),
            version: Cell::new(next_version()),
            layout,
            attr_offset: Cell::new(0),
            n_members: Cell::new(0),
            root: Cell::new(std::ptr::null()),
            dict_roots: RefCell::default(),
            roots: RefCell::default(),
            shapes: Shapes::default(),
            subclasses: RefCell::default(),
            def,
        }
    }
    /// The heap object around this payload.
    #[inline(always)]
    pub fn object(&self) -> &Obj<TypeObj> {
        // SAFETY: type payloads only exist inside an `Obj`, whose header precedes them.
        unsafe { &*(header::whole(self).sub(header::SIZE) as *const Obj<TypeObj>) }
    }
    /// The type as a value.
    #[inline(always)]
    pub fn value(&self) -> Value {
        self.object().value()
    }
    /// Identity.
    #[inline(always)]
    pub fn is(&self, other: &TypeObj) -> bool {
        std::ptr::eq(self, other)
    }
    /// Name without module, as shown in messages.
    pub fn name(&self) -> String {
        let n = self.name_text.borrow();
        n.rsplit('.').next().unwrap_or(&n).to_string()
    }
    /// Name with module for native types (`collections.deque`), plain name for classes.
    pub fn full_name(&self) -> String {
        self.name_text.borrow().clone()
    }
    /// Renames the type.
    pub fn set_name(&self, name: Value, text: &str) {
        *self.name_text.borrow_mut() = text.to_string();
        let old = self.name.replace(name);
        drop(old);
    }
    /// `__name__` as a str value.
    pub fn name_value(&self) -> Value {
        if self.name.borrow().is_null() {
            let v = Value::str(&self.name());
            self.name.replace(v);
        }
        self.name.borrow().clone()
    }
    /// Flag bits.
    #[inline(always)]
    pub fn flags(&self) -> u32 {
        self.flags.get()
    }
    /// Sets or clears a flag bit.
    pub fn set_flag(&self, bit: u32, on: bool) {
        self.flags.set(if on { self.flags.get() | bit } else { self.flags.get() & !bit });
    }
    /// Made by Python code?
    #[inline(always)]
    pub fn is_heap_type(&self) -> bool {
        self.flags.get() & flag::HEAP != 0
    }
    /// Do instances have a `__dict__`?
    #[inline(always)]
    pub fn has_dict(&self) -> bool {
        self.flags.get() & flag::HAS_DICT != 0
    }
    /// Do instances have an ext word?
    #[inline(always)]
    pub fn has_attr_area(&self) -> bool {
        self.attr_offset.get() != 0
    }
    /// Offset of the ext word.
    #[inline(always)]
    pub fn attr_offset(&self) -> usize {
        self.attr_offset.get() as usize
    }
    /// Number of `__slots__` words.
    pub fn n_members(&self) -> usize {
        self.n_members.get() as usize
    }
    /// The slot table.
    #[inline(always)]
    pub fn slots(&self) -> &TypeSlots {
        // SAFETY: changed only by `slots_mut` users below, which hold no reference across calls.
        unsafe { &*self.slots.get() }
    }
    /// Changes the slot table.
    pub fn with_slots_mut(&self, f: impl FnOnce(&mut TypeSlots)) {
        // SAFETY: one thread, and `f` doesn't call out.
        f(unsafe { &mut *self.slots.get() });
    }
    /// The attribute dict.
    #[inline(always)]
    pub fn dict(&self) -> &Obj<DictObj> {
        // SAFETY: set by `init_dict` before the type is used, never replaced.
        unsafe { &*self.dict_ptr.get() }
    }
    /// Gives the type its attribute dict; once.
    pub fn init_dict(&self, dict: Value) {
        assert!(self.dict_ptr.get().is_null(), "type dict set twice");
        let d: *const Obj<DictObj> = dict.downcast::<DictObj>().expect("a dict");
        self.dict_ptr.set(d);
        self.dict.replace(dict);
    }
    /// The version of all attribute lookups on this type.
    #[inline(always)]
    pub fn version(&self) -> u32 {
        self.version.get()
    }
    /// Address of the version, for compiled code.
    pub fn version_addr(&self) -> *const u32 {
        self.version.as_ptr()
    }
    /// The base that gives the layout.
    pub fn base(&self) -> Option<&'static TypeObj> {
        self.base.borrow().opt().map(as_type)
    }
    /// All direct bases.
    pub fn base_types(&self) -> Vec<&'static TypeObj> {
        crate::builtins::tuple::items(&self.bases.borrow()).iter().map(as_type).collect()
    }
    /// `__bases__`.
    pub fn bases(&self) -> Value {
        self.bases.borrow().clone()
    }
    /// `__mro__`.
    pub fn mro_tuple(&self) -> Value {
        self.mro_tuple.borrow().clone()
    }
    /// What the classes behind `class` in the MRO say of a name.
    pub fn lookup_behind(&self, class: &TypeObj, name: &Value) -> Option<Value> {
        let mro = self.mro.borrow();
        let at = mro.iter().position(|t| t.is(class))? + 1;
        mro[at..].iter().find_map(|t| t.dict().get_str(name))
    }
    /// The MRO, this type first.
    pub fn mro(&self) -> Vec<&'static TypeObj> {
        self.mro.borrow().clone()
    }
    /// Live direct subclasses.
    pub fn subclasses(&self) -> Vec<&'static TypeObj> {
        // SAFETY: a type removes itself from its bases when it goes.
        self.subclasses.borrow().iter().map(|&p| unsafe { &*p }).collect()
    }
    /// Is `self` the type `other` or derived from it?
    #[inline]
    pub fn is_subtype(&self, other: &TypeObj) -> bool {
        std::ptr::eq(self, other) || self.mro.borrow().iter().any(|t| std::ptr::eq(*t, other)) || self.mro.borrow().is_empty() && self.extends(other)
    }
    /// Is `other` this type or one below it in the chain of layouts? For types whose MRO is not there yet, or about to change.
    #[cold]
    pub fn extends(&self, other: &TypeObj) -> bool {
        let mut t = Some(self);
        while let Some(k) = t {
            if k.is(other) {
                return true;
            }
            t = k.base();
        }
        false
    }

    /// Sets bases and MRO (both already checked) and tells the bases. Drops nothing that runs Python code.
    pub fn set_bases(&self, base: Option<&'static TypeObj>, bases: &[&'static TypeObj], mro: Vec<&'static TypeObj>) {
        let tuple = crate::builtins::tuple::new(bases.iter().map(|b| b.value()).collect());
        drop(self.replace_bases(base, tuple));
        drop(self.replace_mro(crate::builtins::tuple::new(mro.iter().map(|b| b.value()).collect())));
        self.join_bases();
    }
    /// Sets the bases alone: MRO and the bases' lists of subclasses stay as they are. The old base and bases.
    pub fn replace_bases(&self, base: Option<&'static TypeObj>, bases: Value) -> (Value, Value) {
        (self.base.replace(base.map_or(Value::NULL, |b| b.value())), self.bases.replace(bases))
    }
    /// Sets the MRO alone, a tuple of types or NULL for none yet; the old tuple.
    pub fn replace_mro(&self, mro: Value) -> Value {
        *self.mro.borrow_mut() = crate::builtins::tuple::items(&mro).iter().map(as_type).collect();
        let old = self.mro_tuple.replace(mro);
        self.modified();
        old
    }
    /// Tells the bases of this subclass.
    pub fn join_bases(&self) {
        for b in self.base_types() {
            b.subclasses.borrow_mut().push(self);
        }
    }
    /// Takes this type off its bases' lists.
    pub fn leave_bases(&self) {
        self.base_types().iter().for_each(|b| b.forget_subclass(self));
    }
    /// Takes a type off the list of subclasses.
    pub fn forget_subclass(&self, sub: &TypeObj) {
        self.subclasses.borrow_mut().retain(|&s| !std::ptr::eq(s, sub));
    }

    /// Lays out the attribute area: `extra` new `__slots__` words; `dict` says whether instances get a `__dict__`, and
    /// `expected` how many attributes they will probably have. Called once, before the first instance.
    pub fn set_layout(&self, base: Option<&TypeObj>, extra: usize, dict: bool, expected: usize) {
        let inherited = base.map_or(0, |b| b.n_members());
        let dict = dict || base.is_some_and(|b| b.has_dict());
        self.n_members.set((inherited + extra) as u32);
        self.set_flag(flag::HAS_DICT, dict);
        let base_area = base.map_or(0, |b| b.attr_offset());
        if base_area != 0 || dict || inherited + extra > 0 {
            self.attr_offset.set(if base_area != 0 { base_area as u32 } else { self.layout.size.next_multiple_of(8) as u32 });
        }
        let cap = if dict && self.is_heap_type() && self.layout.size_of.is_none() {
            let inherited = base.map_or(0, |b| if b.is_heap_type() { b.root_shape().inline_cap() } else { 0 });
            expected.clamp(4, INLINE_MAX).max(inherited)
        } else {
            0
        };
        self.root.set(self.root_with_cap(cap));
    }
    /// The root shape for `cap` inline slots.
    pub fn root_with_cap(&self, cap: usize) -> &'static Shape {
        // SAFETY: shapes are owned by the type, which outlives every use.
        if let Some(&s) = self.roots.borrow().iter().find(|&&s| unsafe { (*s).inline_cap() == cap }) {
            return unsafe { &*s };
        }
        let s = self.own_shape(Shape::root(self, cap as u32, self.slots_offset(), false));
        self.roots.borrow_mut().push(s);
        s
    }
    fn slots_offset(&self) -> u32 {
        if self.has_attr_area() { self.attr_offset.get() + 8 + self.n_members.get() * 8 } else { self.layout.size as u32 }
    }
    /// Keeps a shape alive as long as the type.
    pub fn own_shape(&self, s: Box<Shape>) -> &'static Shape {
        let p = Box::into_raw(s);
        self.shapes.0.borrow_mut().push(p);
        // SAFETY: just made, and never removed before the type goes.
        unsafe { &*p }
    }
    /// The shape of a new instance.
    #[inline(always)]
    pub fn root_shape(&self) -> &'static Shape {
        // SAFETY: set by `set_layout`.
        unsafe { &*self.root.get() }
    }
    /// The shape of instances with `cap` inline words whose attributes live in a dict.
    pub fn dict_shape(&self, cap: usize) -> &'static Shape {
        // SAFETY: shapes are owned by the type, which outlives every use.
        if let Some(&s) = self.dict_roots.borrow().iter().find(|&&s| unsafe { (*s).inline_cap() == cap }) {
            return unsafe { &*s };
        }
        let s = self.own_shape(Shape::root(self, cap as u32, self.slots_offset(), true));
        self.dict_roots.borrow_mut().push(s);
        s
    }
    /// An instance got its `n`th attribute, beyond its inline slots: give later instances more room.
    pub fn note_slots(&self, n: usize) {
        let cap = self.root_shape().inline_cap();
        if self.is_heap_type() && self.layout.size_of.is_none() && n > cap && cap < INLINE_MAX {
            self.root.set(self.root_with_cap((cap * 2).max(4)));
        }
    }

    /// Something about attribute lookup changed: new versions for this type and all below it.
    pub fn modified(&self) {
        self.version.set(next_version());
        for s in self.subclasses() {
            s.modified();
        }
        crate::vm::type_modified(self);
    }

    /// Looks `name` (interned) up along the MRO.
    #[inline]
    pub fn lookup(&self, name: &Value) -> Option<Value> {
        cached_lookup(self, name)
    }
    /// Like `lookup`, also giving the type that has it.
    pub fn lookup_where(&self, name: &Value) -> Option<(Value, &'static TypeObj)> {
        self.mro.borrow().iter().find_map(|t| t.dict().get_str(name).map(|v| (v, *t)))
    }
    fn lookup_uncached(&self, name: &Value) -> Option<Value> {
        self.mro.borrow().iter().find_map(|t| t.dict().get_str(name))
    }
    /// Sets an attribute of the type itself and brings slots and versions up to date.
    pub fn set_attr(&self, name: &Value, v: Value) {
        let old = self.dict().set_str(name, v);
        self.attr_changed(name);
        drop(old);
    }
    /// Deletes an attribute of the type itself.
    pub fn del_attr(&self, name: &Value) -> Option<Value> {
        let old = self.dict().remove_str(name)?;
        self.attr_changed(name);
        Some(old)
    }
    /// To be called after the type's dict changed at `name`.
    pub fn attr_changed(&self, name: &Value) {
        self.modified();
        slots::update_for(self, name);
    }
}

/// The type behind a value that is known to be one.
pub fn as_type(v: &Value) -> &'static TypeObj {
    let ty = v.downcast::<TypeObj>().expect("a type object");
    // SAFETY: callers keep the type alive by a reference elsewhere (MRO tuples, instances).
    unsafe { &*(&ty.data as *const TypeObj) }
}

/// The type of an immediate.
pub fn of_immediate(w: Word) -> &'static TypeObj {
    use crate::builtins::*;
    if w.is_int() {
        int::TYPE.get()
    } else if w.is_float() {
        float::TYPE.get()
    } else if w.is_bool() {
        bool_::TYPE.get()
    } else if w == Word::NONE {
        singletons::NONE.get()
    } else if w == Word::ELLIPSIS {
        singletons::ELLIPSIS.get()
    } else {
        debug_assert!(w == Word::NOT_IMPLEMENTED, "type of {:#x}", w.0);
        singletons::NOT_IMPLEMENTED.get()
    }
}

// ---- lookup cache ------------------------------------------------------------------------

const CACHE_SIZE: usize = 4096;

#[derive(Clone, Copy)]
struct CacheEntry {
    version: u32,
    name: u64,
    value: Word,
}
struct Cache(UnsafeCell<[CacheEntry; CACHE_SIZE]>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Cache {}
static CACHE: Cache = Cache(UnsafeCell::new([CacheEntry { version: 0, name: 0, value: Word::NULL }; CACHE_SIZE]));

/// MRO lookup through a cache keyed by (type version, name). Entries borrow their value: the version changes before the
/// type's dict lets go of it.
#[inline]
fn cached_lookup(ty: &TypeObj, name: &Value) -> Option<Value> {
    if !super::intern::is_interned(name) {
        return ty.lookup_uncached(name);
    }
    let version = ty.version();
    let key = name.word().0;
    let i = (u64::from(version).wrapping_mul(0x9e37_79b9) ^ (key >> 4)) as usize % CACHE_SIZE;
    // SAFETY: one thread; the entry is copied out.
    let e = unsafe { (*CACHE.0.get())[i] };
    if e.version == version && e.name == key {
        if e.value == Word::NULL {
            return None;
        }
        // SAFETY: the version is current, so the type's dict still holds the value.
        return Some(unsafe { Value::from_borrowed(e.value) });
    }
    let found = ty.lookup_uncached(name);
    let value = found.as_ref().map_or(Word::NULL, |v| v.word());
    // SAFETY: as above.
    unsafe { (*CACHE.0.get())[i] = CacheEntry { version, name: key, value } };
    found
}

fn lookup_cache_clear() {
    // SAFETY: as above.
    unsafe { (*CACHE.0.get()).iter_mut().for_each(|e| e.version = 0) };
}

/// A watched dict (module globals) is about to change at `key`.
#[cold]
#[inline(never)]
pub fn watched_dict_changed(dict: &Header, key: &Value) {
    crate::vm::dict_modified(dict, key);
}

// ---- native types ------------------------------------------------------------------------

/// Makes the type object of a declaration (once).
#[cold]
#[inline(never)]
pub fn make_native(def: &'static TypeDef) -> &'static TypeObj {
    let is_object = std::ptr::eq(def, &crate::builtins::object::TYPE);
    let base = if is_object { None } else { Some(def.base.unwrap_or(&crate::builtins::object::TYPE).get()) };
    if !def.is_unmade() {
        return def.get(); // made while the base was being made
    }
    let inherited = base.map_or(0, |b| b.flags() & (flag::WEAKREF | flag::EXCEPTION | flag::SEQUENCE | flag::MAPPING | flag::MATCH_SELF));
    let payload = TypeObj::blank(def.name, &def.layout, def.flags | inherited, Some(def));
    // SAFETY: the cell gets header and payload here; the shape is patched at the end of start-up for the first types.
    let ty: &'static TypeObj = unsafe {
        let size = instance_size();
        let (cell, flags) = crate::heap::alloc::cell(size);
        let h = cell as *mut Header;
        // `header::whole` is asked for this cell before a word points to it.
        cell.expose_provenance();
        std::ptr::write_bytes(cell, 0, size);
        (*h).rc.set(1 << 30);
        (*h).flags.set(Kind::Type as u32 | super::super::heap::header::flag::EXACT | flags);
        let o = h as *mut Obj<TypeObj>;
        std::ptr::write(&raw mut (*o).data, payload);
        &(*o).data
    };
    def.set_cell(ty);
    if base.is_some_and(|b| b.layout.type_id == def.layout.type_id) {
        ty.set_flag(flag::SHARES_LAYOUT, true);
    }
    ty.set_layout(base, def.extra_words, def.flags & flag::HAS_DICT != 0, 0);
    let mut queue = QUEUE.0.borrow_mut();
    if let Some(queue) = queue.as_mut() {
        queue.push(ty);
        return ty;
    }
    drop(queue);
    ty.object().head.shape.set(crate::builtins::type_::TYPE.get().root_shape());
    ty.init_dict(super::dict::new_dict());
    set_native_bases(ty);
    let own = set_native_slots(ty);
    crate::native::function::fill_dict(ty, &own);
    ty
}

/// Bytes of a type object (with its ext word).
fn instance_size() -> usize {
    std::mem::size_of::<Obj<TypeObj>>().next_multiple_of(8) + 8
}

fn set_native_bases(ty: &'static TypeObj) {
    let base = match ty.def {
        Some(d) if !std::ptr::eq(d, &crate::builtins::object::TYPE) => Some(d.base.unwrap_or(&crate::builtins::object::TYPE).get()),
        _ => None,
    };
    let mut mro = vec![ty];
    mro.extend(base.map(|b| b.mro()).unwrap_or_default());
    let bases: Vec<_> = base.into_iter().collect();
    ty.set_bases(base, &bases, mro);
}

fn set_native_slots(ty: &'static TypeObj) -> TypeSlots {
    let mut own = TypeSlots::default();
    if let Some(def) = ty.def {
        (def.slots)(&mut own);
    }
    slots::inherit(ty, own.clone());
    own
}

struct Queue(RefCell<Option<Vec<&'static TypeObj>>>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Queue {}
static QUEUE: Queue = Queue(RefCell::new(None));

/// Makes the types that making types needs. They are allocated first and filled afterwards, because they need each other.
pub fn bootstrap() {
    use crate::builtins::{dict, object, str, tuple, type_};
    *QUEUE.0.borrow_mut() = Some(Vec::new());
    for def in [&object::TYPE, &type_::TYPE, &dict::TYPE, &str::TYPE, &tuple::TYPE] {
        def.get();
    }
    let Some(first) = QUEUE.0.borrow_mut().take() else { return };
    for ty in &first {
        ty.object().head.shape.set(type_::TYPE.get().root_shape());
        ty.init_dict(super::dict::new_dict());
    }
    first.iter().for_each(|ty| set_native_bases(ty));
    let own: Vec<TypeSlots> = first.iter().map(|ty| set_native_slots(ty)).collect();
    for (ty, own) in first.iter().zip(&own) {
        crate::native::function::fill_dict(ty, own);
    }
}
